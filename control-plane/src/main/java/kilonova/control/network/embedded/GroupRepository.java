package kilonova.control.network.embedded;

import static kilonova.control.store.tables.Tables.DEFAULT_GROUP;
import static kilonova.control.store.tables.Tables.GROUP_RULE;
import static kilonova.control.store.tables.Tables.SECURITY_GROUP;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Change;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.GroupRuleRecord;
import kilonova.control.store.tables.tables.records.SecurityGroupRecord;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Rows in, records out. */
final class GroupRepository {
    private static final String KIND = "security_group";

    private final RowListing<SecurityGroupRecord> groups = new RowListing<>(SECURITY_GROUP, SECURITY_GROUP.ID)
            .text("name", SECURITY_GROUP.NAME)
            .text("project_id", SECURITY_GROUP.PROJECT_ID)
            .text("description", SECURITY_GROUP.DESCRIPTION)
            .time("created_at", SECURITY_GROUP.CREATED_AT)
            .time("updated_at", SECURITY_GROUP.UPDATED_AT);
    private final RowListing<GroupRuleRecord> rules = new RowListing<>(GROUP_RULE, GROUP_RULE.ID)
            .text("security_group_id", GROUP_RULE.GROUP_ID)
            .text("project_id", GROUP_RULE.PROJECT_ID)
            .text("direction", GROUP_RULE.DIRECTION)
            .text("ethertype", GROUP_RULE.ETHERTYPE)
            .text("protocol", GROUP_RULE.PROTOCOL)
            .number("port_range_min", GROUP_RULE.PORT_MIN)
            .number("port_range_max", GROUP_RULE.PORT_MAX)
            .text("remote_ip_prefix", GROUP_RULE.REMOTE_PREFIX)
            .text("remote_group_id", GROUP_RULE.REMOTE_GROUP_ID)
            .text("description", GROUP_RULE.DESCRIPTION)
            .time("created_at", GROUP_RULE.CREATED_AT);

    Optional<Group> find(Tx tx, String id) {
        return whole(
                        tx,
                        tx.sql()
                                .selectFrom(SECURITY_GROUP)
                                .where(SECURITY_GROUP.ID.eq(id))
                                .fetch())
                .stream()
                .findFirst();
    }

    /** As {@link #find}, and nobody else changes the group or its rules until the transaction ends. */
    Optional<Group> hold(Tx tx, String id) {
        tx.sql()
                .update(SECURITY_GROUP)
                .set(SECURITY_GROUP.GENERATION, SECURITY_GROUP.GENERATION)
                .where(SECURITY_GROUP.ID.eq(id))
                .execute();
        return find(tx, id);
    }

    List<Group> named(Tx tx, ProjectId project, String name) {
        return whole(
                tx,
                tx.sql()
                        .selectFrom(SECURITY_GROUP)
                        .where(SECURITY_GROUP.PROJECT_ID.eq(project.value()).and(SECURITY_GROUP.NAME.eq(name)))
                        .orderBy(SECURITY_GROUP.ID)
                        .fetch());
    }

    Optional<String> defaultOf(Tx tx, ProjectId project) {
        return tx.sql()
                .select(DEFAULT_GROUP.GROUP_ID)
                .from(DEFAULT_GROUP)
                .where(DEFAULT_GROUP.PROJECT_ID.eq(project.value()))
                .fetchOptional(DEFAULT_GROUP.GROUP_ID);
    }

    boolean isDefault(Tx tx, Group group) {
        return defaultOf(tx, group.project()).equals(Optional.of(group.id()));
    }

    /** One per project: the second one breaks a unique key. */
    void insertDefault(Tx tx, Group group) {
        tx.sql()
                .insertInto(DEFAULT_GROUP, DEFAULT_GROUP.PROJECT_ID, DEFAULT_GROUP.GROUP_ID)
                .values(group.project().value(), group.id())
                .execute();
        insert(tx, group);
    }

    /** Nobody else makes what counts against the quota of the project until the transaction ends. */
    void holdProject(Tx tx, ProjectId project) {
        tx.sql()
                .update(DEFAULT_GROUP)
                .set(DEFAULT_GROUP.GROUP_ID, DEFAULT_GROUP.GROUP_ID)
                .where(DEFAULT_GROUP.PROJECT_ID.eq(project.value()))
                .execute();
    }

    ListQuery.Page<Group> page(Tx tx, Principal who, ListQuery query) {
        var page = groups.page(tx, visible(who, SECURITY_GROUP.PROJECT_ID), query);
        return page.said(whole(tx, page.rows()));
    }

    ListQuery.Page<Group.Rule> rulePage(Tx tx, Principal who, ListQuery query) {
        var page = rules.page(tx, visible(who, GROUP_RULE.PROJECT_ID), query);
        return page.said(page.rows().stream().map(GroupRepository::rule).toList());
    }

    Optional<Group.Rule> findRule(Tx tx, String id) {
        return tx.sql().selectFrom(GROUP_RULE).where(GROUP_RULE.ID.eq(id)).fetchOptional(GroupRepository::rule);
    }

    void insert(Tx tx, Group group) {
        tx.sql()
                .insertInto(SECURITY_GROUP)
                .set(SECURITY_GROUP.ID, group.id())
                .set(SECURITY_GROUP.NAME, group.name())
                .set(SECURITY_GROUP.PROJECT_ID, group.project().value())
                .set(SECURITY_GROUP.DESCRIPTION, group.description())
                .set(SECURITY_GROUP.CREATED_AT, group.createdAt())
                .set(SECURITY_GROUP.UPDATED_AT, group.updatedAt())
                .set(SECURITY_GROUP.GENERATION, group.generation())
                .execute();
        group.rules().forEach(rule -> insert(tx, rule));
        changed(tx, group);
    }

    /** Name, description and generation; rules are inserted and deleted one by one. */
    void replace(Tx tx, Group next) {
        tx.sql()
                .update(SECURITY_GROUP)
                .set(SECURITY_GROUP.NAME, next.name())
                .set(SECURITY_GROUP.DESCRIPTION, next.description())
                .set(SECURITY_GROUP.UPDATED_AT, next.updatedAt())
                .set(SECURITY_GROUP.GENERATION, next.generation())
                .where(SECURITY_GROUP.ID.eq(next.id()))
                .execute();
        changed(tx, next);
    }

    void delete(Tx tx, Group group) {
        tx.sql()
                .deleteFrom(GROUP_RULE)
                .where(GROUP_RULE.GROUP_ID.eq(group.id()).or(GROUP_RULE.REMOTE_GROUP_ID.eq(group.id())))
                .execute();
        tx.sql()
                .deleteFrom(DEFAULT_GROUP)
                .where(DEFAULT_GROUP.GROUP_ID.eq(group.id()))
                .execute();
        tx.sql()
                .deleteFrom(SECURITY_GROUP)
                .where(SECURITY_GROUP.ID.eq(group.id()))
                .execute();
        tx.changed(Change.deleted(KIND, group.id(), group.project().value(), group.generation() + 1));
    }

    void insert(Tx tx, Group.Rule rule) {
        GroupRuleRecord row = tx.sql().newRecord(GROUP_RULE);
        Group.Match match = rule.match();
        row.setId(rule.id());
        row.setGroupId(rule.groupId());
        row.setProjectId(rule.project().value());
        row.setDirection(match.direction());
        row.setEthertype(match.ethertype());
        row.setProtocol(match.protocol());
        row.setPortMin(match.portMin().orElse(-1));
        row.setPortMax(match.portMax().orElse(-1));
        row.setRemotePrefix(match.remotePrefix());
        row.setRemoteGroupId(match.remoteGroupId());
        row.setDescription(rule.description());
        row.setCreatedAt(rule.createdAt());
        tx.sql().insertInto(GROUP_RULE).set(row).execute();
    }

    void deleteRule(Tx tx, String id) {
        tx.sql().deleteFrom(GROUP_RULE).where(GROUP_RULE.ID.eq(id)).execute();
    }

    private static void changed(Tx tx, Group group) {
        tx.changed(Change.of(KIND, group.id(), group.project().value(), group.generation()));
    }

    private static Condition visible(Principal who, Field<String> project) {
        return NetworkAccess.admin(who)
                ? DSL.noCondition()
                : project.eq(who.projectOrNone().value());
    }

    private static List<Group> whole(Tx tx, List<SecurityGroupRecord> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        var ids = rows.stream().map(SecurityGroupRecord::getId).toList();
        var found = new LinkedHashMap<String, List<Group.Rule>>();
        tx.sql()
                .selectFrom(GROUP_RULE)
                .where(GROUP_RULE.GROUP_ID.in(ids))
                .orderBy(GROUP_RULE.CREATED_AT, GROUP_RULE.ID)
                .forEach(row -> found.computeIfAbsent(row.getGroupId(), _ -> new ArrayList<>())
                        .add(rule(row)));
        return rows.stream()
                .map(row -> new Group(
                        row.getId(),
                        new ProjectId(row.getProjectId()),
                        row.getName(),
                        row.getDescription(),
                        found.getOrDefault(row.getId(), List.of()),
                        row.getCreatedAt(),
                        row.getUpdatedAt(),
                        row.getGeneration()))
                .toList();
    }

    private static Group.Rule rule(GroupRuleRecord row) {
        var match = new Group.Match(
                row.getDirection(),
                row.getEthertype(),
                row.getProtocol(),
                row.getPortMin() < 0 ? OptionalInt.empty() : OptionalInt.of(row.getPortMin()),
                row.getPortMax() < 0 ? OptionalInt.empty() : OptionalInt.of(row.getPortMax()),
                row.getRemotePrefix(),
                row.getRemoteGroupId());
        return new Group.Rule(
                row.getId(),
                row.getGroupId(),
                new ProjectId(row.getProjectId()),
                match,
                row.getDescription(),
                row.getCreatedAt());
    }
}
