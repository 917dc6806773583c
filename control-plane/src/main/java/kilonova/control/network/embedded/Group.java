package kilonova.control.network.embedded;

import java.util.List;
import java.util.OptionalInt;
import kilonova.control.identity.ProjectId;

/** A security group as the rows keep it. Times are microseconds since 1970, UTC. */
record Group(
        String id,
        ProjectId project,
        String name,
        String description,
        List<Rule> rules,
        long createdAt,
        long updatedAt,
        long generation) {
    static final String DEFAULT = "default";

    Group {
        rules = List.copyOf(rules);
    }

    Group saying(String nextName, String nextDescription, long now) {
        return new Group(id, project, nextName, nextDescription, rules, createdAt, now, generation + 1);
    }

    /** One thing that is allowed. Empty text means any. */
    record Rule(String id, String groupId, ProjectId project, Match match, String description, long createdAt) {}

    /** What a rule lets through: two rules of a group never match the same. */
    record Match(
            String direction,
            String ethertype,
            String protocol,
            OptionalInt portMin,
            OptionalInt portMax,
            String remotePrefix,
            String remoteGroupId) {
        static Match all(String direction, String ethertype, String remoteGroupId) {
            return new Match(direction, ethertype, "", OptionalInt.empty(), OptionalInt.empty(), "", remoteGroupId);
        }
    }
}
