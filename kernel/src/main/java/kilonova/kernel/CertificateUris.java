package kilonova.kernel;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The URIs among a certificate's names: what it says of its holder beyond where it is. */
final class CertificateUris {
    private static final int SAN_URI = 6;

    private CertificateUris() {}

    /** None for a certificate whose names cannot be read. */
    static List<String> of(X509Certificate certificate) {
        var uris = new ArrayList<String>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0) instanceof Integer kind
                        && kind == SAN_URI
                        && alternative.get(1) instanceof String uri) {
                    uris.add(uri);
                }
            }
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
        return uris;
    }
}
