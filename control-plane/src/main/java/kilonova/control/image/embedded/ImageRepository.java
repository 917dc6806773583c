package kilonova.control.image.embedded;

import static kilonova.control.store.tables.Tables.IMAGE;
import static kilonova.control.store.tables.Tables.IMAGE_MEMBER;
import static kilonova.control.store.tables.Tables.IMAGE_PROPERTY;
import static kilonova.control.store.tables.Tables.IMAGE_TAG;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.identity.ProjectId;
import kilonova.control.replica.Owner;
import kilonova.control.store.Change;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.ImageRecord;

/** Rows in, records out. */
final class ImageRepository {
    /** The change log's word for an image. */
    static final String KIND = "image";

    Optional<StoredImage> find(Tx tx, String id) {
        return whole(tx, tx.sql().selectFrom(IMAGE).where(IMAGE.ID.eq(id)).fetch()).stream()
                .findFirst();
    }

    /** As {@link #find}, and nobody else changes the image until the transaction ends. */
    Optional<StoredImage> findToChange(Tx tx, String id) {
        tx.sql()
                .update(IMAGE)
                .set(IMAGE.GENERATION, IMAGE.GENERATION)
                .where(IMAGE.ID.eq(id))
                .execute();
        return find(tx, id);
    }

    void insert(Tx tx, StoredImage image) {
        ImageRecord row = tx.sql().newRecord(IMAGE);
        fill(row, image);
        row.setId(image.id());
        row.setCreatedAt(image.createdAt());
        tx.sql().insertInto(IMAGE).set(row).execute();
        writeProperties(tx, image);
        writeTags(tx, image);
        tx.changed(Change.of(KIND, image.id(), image.owner().value(), image.generation()));
    }

    /** @throws kilonova.kernel.ProblemException Stale when the image is no longer as seen */
    void replace(Tx tx, StoredImage seen, StoredImage next) {
        ImageRecord row = tx.sql().newRecord(IMAGE);
        fill(row, next);
        int rows = tx.sql()
                .update(IMAGE)
                .set(row)
                .where(IMAGE.ID.eq(seen.id()).and(IMAGE.GENERATION.eq(seen.generation())))
                .execute();
        if (rows == 0) {
            throw new LostRace(KIND, seen.id());
        }
        if (!seen.facts().properties().equals(next.facts().properties())) {
            tx.sql()
                    .deleteFrom(IMAGE_PROPERTY)
                    .where(IMAGE_PROPERTY.IMAGE_ID.eq(seen.id()))
                    .execute();
            writeProperties(tx, next);
        }
        if (!seen.facts().tags().equals(next.facts().tags())) {
            tx.sql()
                    .deleteFrom(IMAGE_TAG)
                    .where(IMAGE_TAG.IMAGE_ID.eq(seen.id()))
                    .execute();
            writeTags(tx, next);
        }
        tx.changed(Change.of(KIND, next.id(), next.owner().value(), next.generation()));
    }

    void delete(Tx tx, StoredImage image) {
        tx.sql()
                .deleteFrom(IMAGE_PROPERTY)
                .where(IMAGE_PROPERTY.IMAGE_ID.eq(image.id()))
                .execute();
        tx.sql().deleteFrom(IMAGE_TAG).where(IMAGE_TAG.IMAGE_ID.eq(image.id())).execute();
        tx.sql()
                .deleteFrom(IMAGE_MEMBER)
                .where(IMAGE_MEMBER.IMAGE_ID.eq(image.id()))
                .execute();
        tx.sql().deleteFrom(IMAGE).where(IMAGE.ID.eq(image.id())).execute();
        tx.changed(Change.deleted(KIND, image.id(), image.owner().value(), image.generation() + 1));
    }

    List<StoredImage> inState(Tx tx, ImageState state) {
        return whole(
                tx,
                tx.sql().selectFrom(IMAGE).where(IMAGE.STATUS.eq(state.word())).fetch());
    }

    /** Those of these images that are there. */
    List<StoredImage> those(Tx tx, Collection<String> ids) {
        return whole(tx, tx.sql().selectFrom(IMAGE).where(IMAGE.ID.in(ids)).fetch());
    }

    /** The images of these rows, in their order, with properties and tags. */
    List<StoredImage> whole(Tx tx, List<ImageRecord> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Collection<String> ids = rows.stream().map(ImageRecord::getId).toList();
        var properties = new LinkedHashMap<String, Map<String, String>>();
        tx.sql()
                .selectFrom(IMAGE_PROPERTY)
                .where(IMAGE_PROPERTY.IMAGE_ID.in(ids))
                .forEach(each -> properties
                        .computeIfAbsent(each.getImageId(), _ -> new TreeMap<>())
                        .put(each.getName(), each.getContent()));
        var tags = new LinkedHashMap<String, SortedSet<String>>();
        tx.sql().selectFrom(IMAGE_TAG).where(IMAGE_TAG.IMAGE_ID.in(ids)).forEach(each -> tags.computeIfAbsent(
                        each.getImageId(), _ -> new TreeSet<>())
                .add(each.getTag()));
        var images = new ArrayList<StoredImage>(rows.size());
        for (ImageRecord row : rows) {
            images.add(image(
                    row,
                    properties.getOrDefault(row.getId(), Map.of()),
                    tags.getOrDefault(row.getId(), new TreeSet<>())));
        }
        return images;
    }

    private static StoredImage image(ImageRecord row, Map<String, String> properties, SortedSet<String> tags) {
        var facts = new ImageFacts(
                row.getName(),
                new ProjectId(row.getProjectId()),
                Visibility.of(row.getVisibility()),
                row.getIsProtected(),
                row.getIsHidden(),
                row.getDiskFormat(),
                row.getContainerFormat(),
                row.getMinDiskGb(),
                row.getMinMemoryMb(),
                properties,
                tags);
        Optional<ImageBytes> bytes = row.getSizeBytes() < 0
                ? Optional.empty()
                : Optional.of(new ImageBytes(
                        row.getSizeBytes(),
                        row.getVirtualSizeBytes() < 0
                                ? OptionalLong.empty()
                                : OptionalLong.of(row.getVirtualSizeBytes()),
                        row.getMd5(),
                        row.getSha512()));
        return new StoredImage(
                row.getId(),
                facts,
                ImageState.of(row.getStatus()),
                bytes,
                Optional.of(row.getUploadId())
                        .filter(id -> !id.isEmpty())
                        .map(id -> new StoredImage.Upload(id, new Owner(row.getUploadReplica(), row.getUploadEpoch()))),
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getGeneration());
    }

    private static void fill(ImageRecord row, StoredImage image) {
        ImageFacts facts = image.facts();
        row.setName(facts.name());
        row.setProjectId(facts.owner().value());
        row.setStatus(image.state().word());
        row.setVisibility(facts.visibility().word());
        row.setIsProtected(facts.isProtected());
        row.setIsHidden(facts.hidden());
        row.setDiskFormat(facts.diskFormat());
        row.setContainerFormat(facts.containerFormat());
        row.setSizeBytes(image.bytes().map(ImageBytes::size).orElse(-1L));
        row.setVirtualSizeBytes(image.bytes()
                .map(ImageBytes::virtualSize)
                .orElse(OptionalLong.empty())
                .orElse(-1L));
        row.setMd5(image.bytes().map(ImageBytes::md5).orElse(""));
        row.setSha512(image.bytes().map(ImageBytes::sha512).orElse(""));
        row.setMinDiskGb(facts.minDiskGb());
        row.setMinMemoryMb(facts.minMemoryMb());
        row.setUploadId(image.upload().map(StoredImage.Upload::id).orElse(""));
        Owner by = image.upload().map(StoredImage.Upload::by).orElse(Owner.NONE);
        row.setUploadReplica(by.replica());
        row.setUploadEpoch(by.epoch());
        row.setUpdatedAt(image.updatedAt());
        row.setGeneration(image.generation());
    }

    private static void writeProperties(Tx tx, StoredImage image) {
        image.facts().properties().forEach((name, value) -> tx.sql()
                .insertInto(IMAGE_PROPERTY, IMAGE_PROPERTY.IMAGE_ID, IMAGE_PROPERTY.NAME, IMAGE_PROPERTY.CONTENT)
                .values(image.id(), name, value)
                .execute());
    }

    private static void writeTags(Tx tx, StoredImage image) {
        image.facts().tags().forEach(tag -> tx.sql()
                .insertInto(IMAGE_TAG, IMAGE_TAG.IMAGE_ID, IMAGE_TAG.TAG)
                .values(image.id(), tag)
                .execute());
    }
}
