package kilonova.control.policy;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;

/** The cast of the policy tests. */
final class Callers {
    static final ProjectId MINE = new ProjectId("p1");
    static final ProjectId THEIRS = new ProjectId("p2");

    private Callers() {}

    static Principal with(String... roles) {
        return new Principal(
                new UserId("u1"),
                "ada",
                "default",
                Optional.of(MINE),
                "demo",
                "default",
                List.of(roles),
                false,
                List.of("service"));
    }

    static Principal system(String... roles) {
        return new Principal(
                new UserId("u1"), "ada", "default", Optional.empty(), "", "", List.of(roles), true, List.of());
    }

    /** A person as the bootstrap makes them: each role implies the lesser ones. */
    static Principal named(String name) {
        return switch (name) {
            case "admin" -> with("admin", "manager", "member", "reader");
            case "manager" -> with("manager", "member", "reader");
            case "member" -> with("member", "reader");
            case "reader" -> with("reader");
            case "service" -> with("service");
            default -> throw new IllegalArgumentException(name);
        };
    }
}
