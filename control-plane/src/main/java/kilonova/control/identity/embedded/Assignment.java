package kilonova.control.identity.embedded;

import java.util.Optional;

/** A user has a role, in a project or in the system; {@code project} is there exactly for the first. */
record Assignment(User user, Role role, Optional<Project> project) {}
