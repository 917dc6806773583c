package kilonova.control.identity;

import java.util.Optional;
import kilonova.kernel.Problem;

/** The role of the identity service for whoever is told a project's id by somebody else: whether there is such a project. */
@FunctionalInterface
public interface KnownProjects {
    /** Where nobody can tell, every project is believed to be there. */
    KnownProjects ALL = project -> true;

    boolean has(ProjectId project);

    /**
     * Refuses an id that is no project's; a caller's own project is one.
     *
     * @throws kilonova.kernel.ProblemException Invalid, in the words that Nova has for it
     */
    default void require(ProjectId project, Principal who) {
        if (!Optional.of(project).equals(who.project()) && !has(project)) {
            throw new Problem.Invalid("project_id", "Project ID " + project.value() + " is not a valid project.")
                    .raise();
        }
    }
}
