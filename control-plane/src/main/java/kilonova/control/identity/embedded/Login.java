package kilonova.control.identity.embedded;

import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;

/** A request for a token: what proves who it is, and what it is to be for. */
record Login(Proof proof, Wanted wanted) {

    sealed interface Proof {
        record ByPassword(UserName user, String password) implements Proof {
            @Override
            public String toString() {
                return "ByPassword[" + user + "]";
            }
        }

        record ByToken(String token) implements Proof {
            @Override
            public String toString() {
                return "ByToken[]";
            }
        }
    }

    /** An id, or a name within a domain. */
    record UserName(Optional<UserId> id, String name, DomainName domain) {}

    /** An id, or a name; empty texts for those not given. */
    record DomainName(String id, String name) {}

    sealed interface Wanted {
        record AProject(Optional<ProjectId> id, String name, DomainName domain) implements Wanted {}

        record TheSystem() implements Wanted {}

        record Nothing() implements Wanted {}

        /** The user's default project if there is one, else nothing. */
        record Whatever() implements Wanted {}
    }
}
