package kilonova.control.flavor;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static kilonova.control.store.tables.Tables.FLAVOR;
import static kilonova.control.store.tables.Tables.FLAVOR_ACCESS;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Json;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.FlavorRecord;
import kilonova.kernel.Problem;
import org.jooq.exception.IntegrityConstraintViolationException;

/** Rows of flavors in, records out. Every write appends to the change log. */
final class FlavorRepository {
    private static final TypeReference<TreeMap<String, String>> SPECS = new TypeReference<>() {};

    Optional<Flavor> find(Tx tx, String id) {
        return records(tx, tx.sql().fetch(FLAVOR, FLAVOR.ID.eq(id))).stream().findFirst();
    }

    List<Flavor> find(Tx tx, Collection<String> ids) {
        return records(tx, tx.sql().fetch(FLAVOR, FLAVOR.ID.in(ids)));
    }

    /** Ids in their own order, those after {@code after}. */
    List<String> ids(Tx tx, String after, int limit) {
        return tx.sql()
                .select(FLAVOR.ID)
                .from(FLAVOR)
                .where(FLAVOR.ID.gt(after))
                .orderBy(FLAVOR.ID)
                .limit(limit)
                .fetch(FLAVOR.ID);
    }

    boolean none(Tx tx) {
        return !tx.sql().fetchExists(FLAVOR);
    }

    /** Empty when neither id nor name is taken, else the one that is. */
    Optional<String> taken(Tx tx, String id, String name) {
        return tx
                .sql()
                .select(FLAVOR.ID)
                .from(FLAVOR)
                .where(FLAVOR.ID.eq(id).or(FLAVOR.NAME.eq(name)))
                .fetch(FLAVOR.ID)
                .stream()
                .map(holder -> holder.equals(id) ? id : name)
                .findFirst();
    }

    void insert(Tx tx, Flavor flavor) {
        try {
            FlavorRecord row = tx.sql().newRecord(FLAVOR);
            row.setId(flavor.id());
            row.setName(flavor.name());
            row.setDescription(flavor.description());
            row.setVcpus(flavor.vcpus());
            row.setMemoryMb(flavor.memoryMb());
            row.setDiskGb(flavor.diskGb());
            row.setEphemeralGb(flavor.ephemeralGb());
            row.setSwapMb(flavor.swapMb());
            row.setRxtxFactor(flavor.rxtxFactor());
            row.setIsPublic(flavor.open());
            row.setDisabled(flavor.disabled());
            row.setExtraSpecs(Json.write(flavor.extraSpecs()));
            row.setGeneration(flavor.generation());
            row.setCreatedAt(flavor.createdMicros());
            row.setUpdatedAt(flavor.updatedMicros());
            row.insert();
        } catch (IntegrityConstraintViolationException taken) {
            throw new Problem.Duplicate(Flavors.KIND, flavor.name()).raise();
        }
        tx.changed(FlavorNews.change("create", flavor, flavor, flavor.generation()));
    }

    /** Writes what may change of a flavor. Raises Stale when somebody else wrote since {@code seen}. */
    Flavor replace(Tx tx, Flavor seen, Flavor next, long now) {
        int updated = tx.sql()
                .update(FLAVOR)
                .set(FLAVOR.DESCRIPTION, next.description())
                .set(FLAVOR.EXTRA_SPECS, Json.write(next.extraSpecs()))
                .set(FLAVOR.UPDATED_AT, now)
                .set(FLAVOR.GENERATION, seen.generation() + 1)
                .where(FLAVOR.ID.eq(seen.id()).and(FLAVOR.GENERATION.eq(seen.generation())))
                .execute();
        if (updated == 0) {
            throw new LostRace(Flavors.KIND, seen.id());
        }
        Flavor written = find(tx, seen.id()).orElseThrow();
        tx.changed(FlavorNews.change("update", seen, written, written.generation()));
        return written;
    }

    /** Writes the flavor as it now is, under its next generation. */
    void touch(Tx tx, Flavor flavor, long now) {
        Flavor unused = replace(tx, flavor, flavor, now);
    }

    void delete(Tx tx, Flavor flavor) {
        tx.sql()
                .deleteFrom(FLAVOR_ACCESS)
                .where(FLAVOR_ACCESS.FLAVOR_ID.eq(flavor.id()))
                .execute();
        tx.sql().deleteFrom(FLAVOR).where(FLAVOR.ID.eq(flavor.id())).execute();
        tx.changed(FlavorNews.change("delete", flavor, flavor, flavor.generation() + 1));
    }

    void allow(Tx tx, Flavor flavor, ProjectId project) {
        try {
            tx.sql()
                    .insertInto(FLAVOR_ACCESS, FLAVOR_ACCESS.FLAVOR_ID, FLAVOR_ACCESS.PROJECT_ID)
                    .values(flavor.id(), project.value())
                    .execute();
        } catch (IntegrityConstraintViolationException taken) {
            throw new Problem.Duplicate(Flavors.ACCESS_KIND, project.value()).raise();
        }
    }

    void disallow(Tx tx, Flavor flavor, ProjectId project) {
        tx.sql()
                .deleteFrom(FLAVOR_ACCESS)
                .where(FLAVOR_ACCESS.FLAVOR_ID.eq(flavor.id()).and(FLAVOR_ACCESS.PROJECT_ID.eq(project.value())))
                .execute();
    }

    /** The records of these rows, in their order, with their access lists. */
    List<Flavor> records(Tx tx, List<FlavorRecord> rows) {
        List<String> hidden = rows.stream()
                .filter(row -> !row.getIsPublic())
                .map(FlavorRecord::getId)
                .toList();
        Map<String, List<ProjectId>> access = hidden.isEmpty()
                ? Map.of()
                : tx
                        .sql()
                        .selectFrom(FLAVOR_ACCESS)
                        .where(FLAVOR_ACCESS.FLAVOR_ID.in(hidden))
                        .orderBy(FLAVOR_ACCESS.FLAVOR_ID, FLAVOR_ACCESS.PROJECT_ID)
                        .fetch()
                        .stream()
                        .collect(groupingBy(
                                row -> row.getFlavorId(), mapping(row -> new ProjectId(row.getProjectId()), toList())));
        return rows.stream()
                .map(row -> record(row, access.getOrDefault(row.getId(), List.of())))
                .toList();
    }

    private static Flavor record(FlavorRecord row, List<ProjectId> access) {
        return new Flavor(
                row.getId(),
                row.getName(),
                row.getDescription(),
                row.getVcpus(),
                row.getMemoryMb(),
                row.getDiskGb(),
                row.getEphemeralGb(),
                row.getSwapMb(),
                row.getRxtxFactor(),
                row.getIsPublic(),
                row.getDisabled(),
                Json.read(row.getExtraSpecs(), SPECS),
                access,
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getGeneration());
    }
}
