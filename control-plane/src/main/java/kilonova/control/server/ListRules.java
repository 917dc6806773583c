package kilonova.control.server;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Optional;
import java.util.Set;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.ServerOrder;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.kernel.Problem;

/** Who may list which servers, and by what. Nova's rules. */
final class ListRules {
    private static final String ALL_FILTERS = "os_compute_api:servers:allow_all_filters";
    private static final String ADMIN = "context_is_admin";
    private static final String DELETED = "DELETED";
    private static final Set<String> ADMIN_KEYS = Set.of("host", "node");
    /** What only callers who may use every filter can narrow by. */
    private static final Set<String> PRIVILEGED = Set.of(
            "host",
            "deleted",
            "ids",
            "description",
            "hypervisor_hostname",
            "access_ipv4",
            "access_ipv6",
            "disk_config",
            "launch_index",
            "root_device_name",
            "kernel_id",
            "ramdisk_id",
            "locked_by",
            "unknown");

    private final Policy policy;

    ListRules(Policy policy) {
        this.policy = policy;
    }

    /** The project whose servers are listed, empty for all. @throws kilonova.kernel.ProblemException Forbidden */
    Optional<ProjectId> scope(Principal who, String rule, boolean allProjects) {
        policy.require(who, rule, Target.own(who));
        if (allProjects) {
            policy.require(who, rule + ":get_all_tenants", Target.own(who));
            return Optional.empty();
        }
        return Optional.of(who.projectOrNone());
    }

    /**
     * What the list is narrowed by.
     *
     * @throws kilonova.kernel.ProblemException Forbidden for what the caller may not narrow or sort by
     */
    ServerFilter filter(Principal who, ListServersRequest request) {
        for (ServerOrder each : request.getOrderByList()) {
            if (ADMIN_KEYS.contains(each.getKey()) && !policy.administers(who)) {
                throw new Problem.Forbidden(ADMIN).raise();
            }
        }
        boolean every = policy.allows(who, ALL_FILTERS, Target.own(who));
        var filter = request.getFilter().toBuilder();
        if (!every) {
            for (FieldDescriptor field : filter.getAllFields().keySet()) {
                if (PRIVILEGED.contains(field.getName())) {
                    throw new Problem.Forbidden(ALL_FILTERS).raise();
                }
            }
        } else {
            filter.mergeFrom(request.getPrivilegedFilter());
        }
        if (filter.getUnknownCount() > 0) {
            throw new Problem.Invalid("filter", "Invalid filter field: " + filter.getUnknown(0) + ".").raise();
        }
        if (filter.getStatusesList().stream().anyMatch(DELETED::equalsIgnoreCase)) {
            if (!policy.administers(who)) {
                throw new Problem.Forbidden(ADMIN).raise();
            }
            filter.setDeleted(true);
        }
        return filter.build();
    }
}
