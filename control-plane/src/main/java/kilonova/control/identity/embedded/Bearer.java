package kilonova.control.identity.embedded;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;

/**
 * Who holds a valid token, and what that makes of them.
 *
 * @param project there exactly when the token's scope is a project
 * @param roles in the scope, by name, implied ones included
 */
record Bearer(TokenClaims claims, User user, Optional<Project> project, List<Role> roles, Principal principal) {

    static Bearer of(TokenClaims claims, User user, Optional<Project> project, List<Role> roles) {
        var principal = new Principal(
                user.id(),
                user.name(),
                user.domain(),
                project.map(Project::id),
                project.map(Project::name).orElse(""),
                project.map(Project::domain).orElse(""),
                roles.stream().map(Role::name).toList(),
                claims.scope() instanceof Scope.OfSystem,
                List.of());
        return new Bearer(claims, user, project, List.copyOf(roles), principal);
    }
}
