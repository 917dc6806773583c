package kilonova.gateway.compute.quota;

import java.util.ArrayList;
import java.util.List;
import kilonova.gateway.compute.Microversion;

/** Which quotas a version shows. Those of networks are Neutron's since long, and have no limit here. */
final class QuotaNames {
    private static final List<String> ALWAYS = List.of("cores", "instances", "key_pairs", "metadata_items", "ram");
    private static final List<String> GROUPS = List.of("server_groups", "server_group_members");
    private static final List<String> INJECTED =
            List.of("injected_file_content_bytes", "injected_file_path_bytes", "injected_files");
    private static final List<String> NETWORK =
            List.of("fixed_ips", "floating_ips", "security_group_rules", "security_groups");

    private QuotaNames() {}

    static List<String> ofProject(Microversion version) {
        var names = new ArrayList<>(ALWAYS);
        names.addAll(GROUPS);
        if (!version.atLeast(57)) {
            names.addAll(INJECTED);
        }
        if (!version.atLeast(36)) {
            names.addAll(NETWORK);
        }
        return names;
    }

    static List<String> ofClass(Microversion version) {
        var names = new ArrayList<>(ALWAYS);
        if (!version.atLeast(57)) {
            names.addAll(INJECTED);
        }
        names.addAll(version.atLeast(50) ? GROUPS : NETWORK);
        return names;
    }
}
