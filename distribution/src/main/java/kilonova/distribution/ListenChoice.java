package kilonova.distribution;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kilonova.kernel.Listening;
import kilonova.kernel.ServerCertificate;

/** Where a user wants the cloud to listen, and with which certificate: checked before anything starts. */
final class ListenChoice {
    private static final String LOOPBACK = "127.0.0.1";

    private ListenChoice() {}

    /**
     * Loopback where that cannot be done; then {@code wrong} tells why.
     *
     * @param now when the certificate must be valid
     */
    static Listening of(StartChoices choices, Instant now, List<String> wrong) {
        int before = wrong.size();
        String host = choices.listen().orElse(LOOPBACK);
        Optional<ServerCertificate> certificate = certificate(choices, now, wrong);
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            wrong.add("--listen " + host + ": no such address");
            return Listening.loopback();
        }
        if (wrong.size() == before) {
            refusal(host, address, certificate).ifPresent(why -> wrong.add("--listen " + host + ": " + why));
        }
        return new Listening(host, address, certificate);
    }

    private static Optional<ServerCertificate> certificate(StartChoices choices, Instant now, List<String> wrong) {
        if (choices.certificate().isPresent() != choices.key().isPresent()) {
            wrong.add(
                    choices.certificate().isPresent()
                            ? "--certificate needs --key too"
                            : "--key needs --certificate too");
            return Optional.empty();
        }
        try {
            return choices.certificate()
                    .map(file -> ServerCertificate.read(
                            Path.of(file), Path.of(choices.key().orElseThrow()), now));
        } catch (IllegalArgumentException refused) {
            wrong.add("--certificate, --key: " + refused.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> refusal(String host, InetAddress address, Optional<ServerCertificate> certificate) {
        if (!address.isLoopbackAddress() && certificate.isEmpty()) {
            return Optional.of("refused. Other machines could read every password and token: an address"
                    + " that is not a loopback one needs a certificate (--certificate FILE --key FILE)."
                    + " Or use 127.0.0.1 and reach it through an SSH tunnel.");
        }
        if (address.isAnyLocalAddress()) {
            return Optional.of("is every address; clients must be told one. Name an address of this machine.");
        }
        if (!isOfThisMachine(address)) {
            return Optional.of("is no address of this machine");
        }
        return certificate
                .filter(given -> !given.covers(host))
                .map(given -> "clients would refuse the certificate: it is for "
                        + (given.names().isEmpty() ? "no name or address" : String.join(", ", given.names()))
                        + ". Listen on one of those, or have a certificate made that names " + host
                        + " (subjectAltName).");
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }
}
