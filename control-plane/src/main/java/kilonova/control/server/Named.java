package kilonova.control.server;

import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;

/** What another resource lacks is this request's fault: the field is named, the code is that of a bad request. */
final class Named {
    private Named() {}

    static ProblemException field(ProblemException problem, String field, String words) {
        return problem.problem() instanceof Problem.NotFound ? new Problem.Invalid(field, words).raise() : problem;
    }
}
