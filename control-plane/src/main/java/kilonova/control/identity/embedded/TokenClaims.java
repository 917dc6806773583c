package kilonova.control.identity.embedded;

import java.util.List;
import kilonova.control.identity.UserId;

/**
 * What a token's text says. What the user may do is not in it: that is looked up, so that it ends when it is taken away.
 *
 * @param id names this token; public, unlike its text
 * @param firstId the id of the token that began the chain, its own for one issued by password
 */
record TokenClaims(
        String id,
        String firstId,
        UserId user,
        Scope scope,
        List<String> methods,
        long issuedMicros,
        long expiresMicros) {
    TokenClaims {
        methods = List.copyOf(methods);
    }

    List<String> auditIds() {
        return id.equals(firstId) ? List.of(id) : List.of(id, firstId);
    }
}
