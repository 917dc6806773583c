package kilonova.control.network.embedded;

import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.kernel.Problem;

/** Pure. Who may do what: the only class that branches on roles. */
final class NetworkAccess {
    private NetworkAccess() {}

    static boolean admin(Principal who) {
        return who.has("admin");
    }

    static boolean owns(Principal who, ProjectId project) {
        return admin(who) || who.project().equals(Optional.of(project));
    }

    static boolean sees(Principal who, Network network) {
        return owns(who, network.project())
                || network.facts().shared()
                || network.facts().external();
    }

    /** @param rule the name by which the refusal is known */
    static void requireOwner(Principal who, ProjectId project, String rule) {
        if (!owns(who, project)) {
            throw new Problem.Forbidden(rule).raise();
        }
        requireWriter(who, rule);
    }

    static void requireWriter(Principal who, String rule) {
        if (!admin(who) && !who.has("manager") && !who.has("member")) {
            throw new Problem.Forbidden(rule).raise();
        }
    }

    static void requireAdmin(Principal who, String rule) {
        if (!admin(who)) {
            throw new Problem.Forbidden(rule).raise();
        }
    }

    /** Whose a new resource is: the caller's, or for administrators that of the project they name. */
    static ProjectId owner(Principal who, String asked, String rule) {
        requireWriter(who, rule);
        ProjectId mine = who.projectOrNone();
        ProjectId owner = asked.isEmpty() ? mine : new ProjectId(asked);
        if (!owner.equals(mine)) {
            requireAdmin(who, rule + ":project_id");
        }
        if (owner.value().isEmpty()) {
            throw new Problem.Invalid("project_id", "the token is for no project (expected: a project)").raise();
        }
        return owner;
    }

    /** What makes a network more than its project's is an administrator's to say. */
    static void requireSayable(Principal who, Network.Facts before, Network.Facts next, String rule) {
        if (before.shared() != next.shared()) {
            requireAdmin(who, rule + ":shared");
        }
        if (before.external() != next.external()) {
            requireAdmin(who, rule + ":router:external");
        }
    }

    /** On a network of others nobody but an administrator says which address a port gets. */
    static void requireChoosable(Principal who, Network network, String rule) {
        if (!owns(who, network.project())) {
            throw new Problem.Forbidden(rule + ":fixed_ips:ip_address").raise();
        }
    }

    /** On a network of others a port takes the address it gets, and nobody but an administrator binds it. */
    static void requireSayable(
            Principal who,
            Network network,
            PortRow.Facts before,
            PortRow.Facts next,
            boolean choosesAddress,
            String rule) {
        boolean owner = owns(who, network.project());
        if (choosesAddress) {
            requireChoosable(who, network, rule);
        }
        if (!owner && !next.mac().equals(before.mac())) {
            throw new Problem.Forbidden(rule + ":mac_address").raise();
        }
        if (!owner && next.portSecurity() != before.portSecurity()) {
            throw new Problem.Forbidden(rule + ":port_security_enabled").raise();
        }
        if (!owner
                && !next.deviceOwner().equals(before.deviceOwner())
                && next.deviceOwner().startsWith("network:")) {
            throw new Problem.Forbidden(rule + ":device_owner").raise();
        }
        if (!next.host().equals(before.host())) {
            requireAdmin(who, rule + ":binding:host_id");
        }
    }
}
