package kilonova.control.keypair;

import kilonova.control.identity.UserId;

/**
 * A public key of a user.
 *
 * @param publicKey one line of OpenSSH, or a certificate in PEM
 * @param fingerprint bytes in hex with colons: MD5 of an ssh key, SHA-1 of a certificate
 * @param serial a number of its own, in the order of creation
 */
public record Keypair(
        UserId user, String name, Kind kind, String publicKey, String fingerprint, long serial, long createdMicros) {

    public enum Kind {
        SSH("ssh"),
        X509("x509");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The name on REST, in rows and in metadata. */
        public String word() {
            return word;
        }

        static Kind of(String word) {
            return word.equals(X509.word) ? X509 : SSH;
        }
    }
}
