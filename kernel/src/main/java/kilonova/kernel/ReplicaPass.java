package kilonova.kernel;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the certificate of a replica says: which one it is. */
public record ReplicaPass(String replicaId) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,36}");
    private static final String REPLICA = "kilonova:replica:";

    public ReplicaPass {
        if (!ID.matcher(replicaId).matches()) {
            throw new IllegalArgumentException("replica \"" + replicaId + "\": no id");
        }
    }

    /** As a URI of a subjectAltName. */
    public String uri() {
        return REPLICA + replicaId;
    }

    /** Empty for a certificate that names no replica, or not exactly one. */
    public static Optional<ReplicaPass> of(X509Certificate certificate) {
        List<String> ids = CertificateUris.of(certificate).stream()
                .filter(uri -> uri.startsWith(REPLICA))
                .map(uri -> uri.substring(REPLICA.length()))
                .filter(id -> ID.matcher(id).matches())
                .toList();
        return ids.size() == 1 ? Optional.of(new ReplicaPass(ids.getFirst())) : Optional.empty();
    }
}
