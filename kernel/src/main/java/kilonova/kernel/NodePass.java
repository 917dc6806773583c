package kilonova.kernel;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the certificate of a compute node says: which node it is, and for which hosts it may speak.
 *
 * @param hosts names by id; at least one
 */
public record NodePass(String nodeId, String name, Map<String, String> hosts) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String NODE = "kilonova:node:";
    private static final String HOST = "kilonova:host:";

    public NodePass {
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
        require("node", nodeId, name);
        hosts.forEach((id, host) -> require("host", id, host));
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("hosts: none (expected: at least 1)");
        }
    }

    private static void require(String what, String id, String name) {
        if (!ID.matcher(id).matches() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " " + id + " \"" + name + "\": no id or no name");
        }
    }

    /** Whether nodes and hosts may have this name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** As URIs of a subjectAltName. */
    public List<String> uris() {
        var uris = new ArrayList<String>();
        uris.add(NODE + nodeId + ":" + name);
        hosts.forEach((id, host) -> uris.add(HOST + id + ":" + host));
        return List.copyOf(uris);
    }

    /** Empty for a certificate that names no node, or not exactly one. */
    public static Optional<NodePass> of(X509Certificate certificate) {
        var nodes = new ArrayList<String[]>();
        var hosts = new LinkedHashMap<String, String>();
        for (String uri : CertificateUris.of(certificate)) {
            if (uri.startsWith(NODE)) {
                nodes.add(uri.substring(NODE.length()).split(":", 2));
            } else if (uri.startsWith(HOST)) {
                String[] host = uri.substring(HOST.length()).split(":", 2);
                hosts.put(host[0], host.length == 2 ? host[1] : "");
            }
        }
        try {
            return nodes.size() == 1 && nodes.getFirst().length == 2
                    ? Optional.of(new NodePass(nodes.getFirst()[0], nodes.getFirst()[1], hosts))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
