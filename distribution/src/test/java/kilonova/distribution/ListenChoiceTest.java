package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.distribution.CertificateMaker.Holder;
import kilonova.distribution.CertificateMaker.Pair;
import kilonova.kernel.Listening;
import kilonova.kernel.ServerCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenChoiceTest {
    private static final Instant NOW = CertificateMaker.NOW;

    @TempDir
    Path directory = Path.of(".");

    private static StartChoices choices(String listen, Optional<Path> certificate, Optional<Path> key) {
        return new StartChoices(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(listen),
                certificate.map(Path::toString),
                key.map(Path::toString),
                Optional.empty(),
                Optional.empty());
    }

    private static Listening taken(String listen, Pair pair) {
        var wrong = new ArrayList<String>();
        var listening =
                ListenChoice.of(choices(listen, Optional.of(pair.certificate()), Optional.of(pair.key())), NOW, wrong);
        assertThat(wrong).isEmpty();
        return listening;
    }

    private static String refused(String listen, Pair pair) {
        return refused(choices(listen, Optional.of(pair.certificate()), Optional.of(pair.key())));
    }

    private static String refused(StartChoices choices) {
        List<String> wrong = new ArrayList<>();
        ListenChoice.of(choices, NOW, wrong);
        assertThat(wrong).hasSize(1);
        return wrong.getFirst();
    }

    @Test
    void withACertificateTheUrlsSayHttpsAndLoopbackIsServedToo() throws Exception {
        var listening = taken("127.0.0.2", CertificateMaker.selfSigned(directory, NOW, "127.0.0.2"));

        assertThat(listening.origin(5000)).isEqualTo("https://127.0.0.2:5000");
        assertThat(listening.sockets(5000).stream()
                        .map(each -> each.getAddress().getHostAddress()))
                .containsExactly("127.0.0.2", "127.0.0.1");
    }

    @Test
    void aNameIsWhatClientsAreToldToGoTo() throws Exception {
        var listening = taken("localhost", CertificateMaker.selfSigned(directory, NOW, "localhost"));

        assertThat(listening.origin(8774)).isEqualTo("https://localhost:8774");
    }

    @Test
    void anAddressOfVersionSixIsFoundInTheCertificateAndHasBracketsInUrls() throws Exception {
        var listening = taken("::1", CertificateMaker.selfSigned(directory, NOW, "::1"));

        assertThat(listening.origin(8774)).isEqualTo("https://[::1]:8774");
    }

    @Test
    void aCertificateForAnotherAddressIsRefused() throws Exception {
        assertThat(refused("127.0.0.3", CertificateMaker.selfSigned(directory, NOW, "127.0.0.2", "cloud.example.org")))
                .contains("--listen 127.0.0.3")
                .contains("127.0.0.2, cloud.example.org");
    }

    @Test
    void aCertificateIsForTheNamesBelowItsStarAndNoOthers() throws Exception {
        Pair pair = CertificateMaker.selfSigned(directory, NOW, "*.example.org");
        var certificate = ServerCertificate.read(pair.certificate(), pair.key(), NOW);

        assertThat(certificate.covers("cloud.EXAMPLE.org")).isTrue();
        assertThat(certificate.covers("a.cloud.example.org")).isFalse();
        assertThat(certificate.covers("example.org")).isFalse();
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Pair pair = CertificateMaker.selfSigned(directory, NOW.minus(Duration.ofDays(2)), "127.0.0.2");

        assertThat(refused("127.0.0.2", pair)).contains(pair.certificate() + ": expired at 2026-11-21T12:00:00Z");
    }

    @Test
    void aCertificateOfTomorrowIsRefused() throws Exception {
        Pair pair = CertificateMaker.selfSigned(directory, NOW.plus(Duration.ofDays(2)), "127.0.0.2");

        assertThat(refused("127.0.0.2", pair)).contains(pair.certificate() + ": not valid before");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        Pair pair = CertificateMaker.selfSigned(directory, NOW, "127.0.0.2");
        Path other = CertificateMaker.pkcs8(directory.resolve("other.key"), Holder.of("other", "EC"));
        Path otherKind = CertificateMaker.pkcs8(directory.resolve("rsa.key"), Holder.of("other", "RSA"));

        assertThat(refused("127.0.0.2", new Pair(pair.certificate(), other))).contains(other + ": is not the key");
        assertThat(refused("127.0.0.2", new Pair(pair.certificate(), otherKind)))
                .contains("is not the key");
    }

    @Test
    void filesThatCannotBeReadAreRefusedByName() throws Exception {
        Pair pair = CertificateMaker.selfSigned(directory, NOW, "127.0.0.2");
        Path none = directory.resolve("none.pem");
        Path text = Files.writeString(directory.resolve("text.pem"), "no certificate\n");
        Path binary = Files.write(directory.resolve("binary.pem"), new byte[] {0x30, (byte) 0x80, (byte) 0xff, 0, 1});

        assertThat(refused("127.0.0.2", new Pair(none, pair.key()))).contains(none + ": no such file");
        assertThat(refused("127.0.0.2", new Pair(pair.certificate(), none))).contains(none + ": no such file");
        for (Path file : List.of(text, binary, pair.key())) {
            assertThat(refused("127.0.0.2", new Pair(file, pair.key()))).contains(file + ": holds no certificate");
        }
        for (Path file : List.of(text, binary, pair.certificate())) {
            assertThat(refused("127.0.0.2", new Pair(pair.certificate(), file))).contains(file + ": holds no private");
        }
        assertThat(refused("127.0.0.2", new Pair(pair.certificate(), directory)))
                .contains("cannot be read");
    }

    @Test
    void oneFileWithoutTheOtherIsRefused() throws Exception {
        Pair pair = CertificateMaker.selfSigned(directory, NOW, "127.0.0.2");

        assertThat(refused(choices("127.0.0.2", Optional.of(pair.certificate()), Optional.empty())))
                .contains("--certificate needs --key");
        assertThat(refused(choices("127.0.0.2", Optional.empty(), Optional.of(pair.key()))))
                .contains("--key needs --certificate");
    }

    @Test
    void anAddressOfAnotherMachineOrOfNoneIsRefusedWithACertificateToo() throws Exception {
        Pair pair = CertificateMaker.selfSigned(directory, NOW, "192.0.2.7", "0.0.0.0");

        assertThat(refused("192.0.2.7", pair)).contains("--listen 192.0.2.7").contains("no address of this machine");
        assertThat(refused("0.0.0.0", pair)).contains("--listen 0.0.0.0").contains("every address");
    }

    @ParameterizedTest
    @CsvSource({"RSA,true", "RSA,false", "EC,true", "EC,false"})
    void keysAreReadAsOldAndNewToolsWriteThem(String algorithm, boolean old) throws Exception {
        Holder holder = Holder.of("cloud", algorithm);
        Path certificate = CertificateMaker.write(
                directory.resolve("c.pem"), CertificateMaker.signed(holder, holder, NOW, "127.0.0.2"));
        Path file = directory.resolve("c.key");
        Path key = old ? CertificateMaker.traditional(file, holder) : CertificateMaker.pkcs8(file, holder);

        assertThat(Files.readString(key)).startsWith(old ? "-----BEGIN " + algorithm : "-----BEGIN PRIVATE");
        assertThat(taken("127.0.0.2", new Pair(certificate, key)).certificate()).isPresent();
    }

    @Test
    void aKindOfKeyThatTlsLibrariesLackIsRefused() throws Exception {
        Holder holder = Holder.of("cloud", "Ed25519");
        Path certificate = CertificateMaker.write(
                directory.resolve("c.pem"), CertificateMaker.signed(holder, holder, NOW, "127.0.0.2"));
        Path key = CertificateMaker.pkcs8(directory.resolve("c.key"), holder);

        assertThat(refused("127.0.0.2", new Pair(certificate, key))).contains(certificate + ": its key is of the kind");
    }

    @Test
    void clientsMustBeToldTheRootOnlyWhereTheFileBringsIt() throws Exception {
        Holder authority = Holder.of("authority", "EC");
        Holder cloud = Holder.of("cloud", "EC");
        var root = CertificateMaker.signed(authority, authority, NOW);
        var own = CertificateMaker.signed(cloud, authority, NOW, "127.0.0.2");
        Path key = CertificateMaker.pkcs8(directory.resolve("c.key"), cloud);
        Path alone = CertificateMaker.write(directory.resolve("alone.pem"), own);
        Path whole = CertificateMaker.write(directory.resolve("whole.pem"), own, root);

        assertThat(ServerCertificate.read(alone, key, NOW).bringsItsRoot()).isFalse();
        assertThat(ServerCertificate.read(whole, key, NOW).bringsItsRoot()).isTrue();
        assertThat(ServerCertificate.read(whole, key, NOW).pem().lines())
                .containsExactlyElementsOf(Files.readAllLines(whole));
    }
}
