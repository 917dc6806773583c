package kilonova.control.identity.embedded;

import kilonova.control.identity.ProjectId;

/** What a token or an assignment is for. */
sealed interface Scope {
    record OfProject(ProjectId project) implements Scope {}

    record OfSystem() implements Scope {}

    /** Proves who somebody is, and nothing else. No assignment has this scope. */
    record Unscoped() implements Scope {}

    /** As rows and tokens keep it: a project's id, {@code system}, or nothing. */
    default String text() {
        return switch (this) {
            case OfProject(var project) -> project.value();
            case OfSystem() -> "system";
            case Unscoped() -> "";
        };
    }

    static Scope parse(String text) {
        return switch (text) {
            case "" -> new Unscoped();
            case "system" -> new OfSystem();
            default -> new OfProject(new ProjectId(text));
        };
    }
}
