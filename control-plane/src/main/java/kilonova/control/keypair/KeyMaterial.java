package kilonova.control.keypair;

/**
 * A key by itself.
 *
 * @param privateKey PEM; empty for a key that was brought along
 */
record KeyMaterial(String publicKey, String fingerprint, String privateKey) {

    @Override
    public String toString() {
        return "KeyMaterial[" + fingerprint + "]";
    }
}
