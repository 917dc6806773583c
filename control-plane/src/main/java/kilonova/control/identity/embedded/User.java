package kilonova.control.identity.embedded;

import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;

/**
 * Somebody who may log in.
 *
 * @param passwordHash as {@link Passwords} writes it; empty for a user without a password
 * @param passwordChangedMicros tokens issued before this moment are no longer valid
 */
record User(
        UserId id,
        String domain,
        String domainName,
        String name,
        Profile profile,
        boolean enabled,
        String passwordHash,
        long passwordChangedMicros,
        long generation) {
    static final int MAX_NAME = 255;

    /** What is said about a user and has no effect but for the default project. */
    record Profile(String description, String email, Optional<ProjectId> defaultProject) {
        static final Profile NONE = new Profile("", "", Optional.empty());
    }

    User named(String newName) {
        return new User(
                id, domain, domainName, newName, profile, enabled, passwordHash, passwordChangedMicros, generation);
    }

    User with(Profile newProfile) {
        return new User(
                id, domain, domainName, name, newProfile, enabled, passwordHash, passwordChangedMicros, generation);
    }

    User enabled(boolean now) {
        return new User(id, domain, domainName, name, profile, now, passwordHash, passwordChangedMicros, generation);
    }

    User withPassword(String hash, long nowMicros) {
        return new User(id, domain, domainName, name, profile, enabled, hash, nowMicros, generation);
    }

    @Override
    public String toString() {
        return "User[" + id.value() + " " + name + "]";
    }
}
