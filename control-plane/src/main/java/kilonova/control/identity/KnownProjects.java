package kilonova.control.identity;

/** The role of the identity service for whoever is told a project's id by somebody else: whether there is such a project. */
@FunctionalInterface
public interface KnownProjects {
    /** Where nobody can tell, every project is believed to be there. */
    KnownProjects ALL = project -> true;

    boolean has(ProjectId project);
}
