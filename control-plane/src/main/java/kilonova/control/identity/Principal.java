package kilonova.control.identity;

import java.util.List;
import java.util.Optional;

/**
 * Who calls, as the identity service vouches for it.
 *
 * @param project the scope of the token; a token without a project cannot use compute
 * @param systemScope the token is for the whole system and belongs to no project
 * @param serviceRoles roles of the service token that came along, empty without one
 */
public record Principal(
        UserId user,
        String userName,
        String userDomain,
        Optional<ProjectId> project,
        String projectName,
        String projectDomain,
        List<String> roles,
        boolean systemScope,
        List<String> serviceRoles) {

    public Principal {
        roles = List.copyOf(roles);
        serviceRoles = List.copyOf(serviceRoles);
    }

    public boolean has(String role) {
        return roles.stream().anyMatch(role::equalsIgnoreCase);
    }

    /** The project of the scope; empty text for a token without one. */
    public ProjectId projectOrNone() {
        return project.orElse(new ProjectId(""));
    }

    /** The same caller, with a service that calls on their behalf. */
    public Principal with(List<String> rolesOfService) {
        return new Principal(
                user, userName, userDomain, project, projectName, projectDomain, roles, systemScope, rolesOfService);
    }
}
