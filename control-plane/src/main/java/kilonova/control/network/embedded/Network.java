package kilonova.control.network.embedded;

import kilonova.control.identity.ProjectId;

/** A network as the rows keep it. Times are microseconds since 1970, UTC; the MTU is in bytes. */
record Network(String id, ProjectId project, Facts facts, long createdAt, long updatedAt, long generation) {

    /** What is said of it. */
    record Facts(
            String name,
            String description,
            boolean adminUp,
            boolean shared,
            boolean external,
            int mtu,
            boolean portSecurity) {}

    Network saying(Facts next, long now) {
        return new Network(id, project, next, createdAt, now, generation + 1);
    }
}
