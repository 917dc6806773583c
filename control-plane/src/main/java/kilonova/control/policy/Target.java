package kilonova.control.policy;

import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;

/** What a call is about, as far as rules can ask: whose it is. */
public record Target(Optional<ProjectId> project, Optional<UserId> user) {
    private static final Target NONE = new Target(Optional.empty(), Optional.empty());

    /** A resource of this user in this project. */
    public static Target of(ProjectId project, UserId user) {
        return new Target(Optional.of(project), Optional.of(user));
    }

    /** A resource of a project as a whole. */
    public static Target of(ProjectId project) {
        return new Target(Optional.of(project), Optional.empty());
    }

    /** What the caller is about to make, or the caller's own: in Nova the target of calls that name nothing else. */
    public static Target own(Principal who) {
        return new Target(who.project(), Optional.of(who.user()));
    }

    /** Nobody's: rules that compare with the target say no. */
    public static Target none() {
        return NONE;
    }
}
