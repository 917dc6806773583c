package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import kilonova.gateway.http.HttpFault;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.PasswordProof;
import kilonova.identity.v1.ProjectScope;

/** Reads what {@code POST /v3/auth/tokens} asks for. */
final class AuthRequest {
    private AuthRequest() {}

    static IssueTokenRequest read(Fields auth) {
        var request = IssueTokenRequest.newBuilder();
        Fields identity = auth.object("identity");
        switch (method(identity)) {
            case "password" ->
                request.setPassword(password(identity.object("password").object("user")));
            case "token" -> request.setToken(identity.object("token").text("id"));
            default ->
                throw HttpFault.of(401, "Attempted to authenticate with an unsupported method.")
                        .raise();
        }
        scope(auth, request);
        return request.build();
    }

    private static String method(Fields identity) {
        JsonNode methods = identity.object().path("methods");
        if (!methods.isArray() || methods.isEmpty()) {
            throw IdentityWords.expecting("methods", "identity").raise();
        }
        List<String> names = new ArrayList<>();
        methods.forEach(each -> names.add(each.asText()));
        // Proofs of more than one factor are not known here.
        return names.size() == 1 ? names.getFirst() : "";
    }

    private static PasswordProof password(Fields user) {
        var proof = PasswordProof.newBuilder().setPassword(user.text("password"));
        user.optionalText("id").ifPresentOrElse(proof::setUserId, () -> {
            proof.setUserName(user.text("name"));
            Fields domain = user.object("domain");
            domain.optionalText("id")
                    .ifPresentOrElse(proof::setDomainId, () -> proof.setDomainName(domain.text("name")));
        });
        return proof.build();
    }

    private static void scope(Fields auth, IssueTokenRequest.Builder request) {
        JsonNode scope = auth.object().path("scope");
        if (scope.isMissingNode() || scope.isNull()) {
            return;
        }
        if (scope.isTextual() && scope.textValue().equals("unscoped")) {
            request.setUnscoped(true);
            return;
        }
        Fields wanted = auth.object("scope");
        if (wanted.object().has("unscoped")) {
            request.setUnscoped(true);
        } else if (wanted.object().has("system")) {
            request.setSystem(true);
        } else if (wanted.object().has("project")) {
            request.setProject(project(wanted.object("project")));
        } else {
            // Nobody has a role in a domain, and there are no trusts.
            throw HttpFault.of(401, "The request you have made requires authentication.")
                    .raise();
        }
    }

    private static ProjectScope project(Fields project) {
        var scope = ProjectScope.newBuilder();
        project.optionalText("id").ifPresentOrElse(scope::setProjectId, () -> {
            scope.setProjectName(project.text("name"));
            Fields domain = project.object("domain");
            domain.optionalText("id")
                    .ifPresentOrElse(scope::setDomainId, () -> scope.setDomainName(domain.text("name")));
        });
        return scope.build();
    }
}
