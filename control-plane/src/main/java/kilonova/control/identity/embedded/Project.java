package kilonova.control.identity.embedded;

import kilonova.control.identity.ProjectId;

/** What owns resources. Invariant: {@code generation} grows by exactly one per committed write. */
record Project(
        ProjectId id,
        String domain,
        String domainName,
        String name,
        String description,
        boolean enabled,
        long generation) {
    static final int MAX_NAME = 64;

    Project named(String newName) {
        return new Project(id, domain, domainName, newName, description, enabled, generation);
    }

    Project described(String newDescription) {
        return new Project(id, domain, domainName, name, newDescription, enabled, generation);
    }

    Project enabled(boolean now) {
        return new Project(id, domain, domainName, name, description, now, generation);
    }
}
