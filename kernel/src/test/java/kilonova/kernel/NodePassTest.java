package kilonova.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class NodePassTest {
    private static final String ID = "00000000-0000-4000-8000-000000000001";
    private static final String HOST = "00000000-0000-4000-8000-000000000002";

    private static X509Certificate certificate(List<String> uris) throws Exception {
        var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var name = new X500Name("CN=any");
        var builder = new JcaX509v3CertificateBuilder(
                name, BigInteger.TWO, new Date(0), new Date(1_000), name, keys.getPublic());
        if (!uris.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(uris.stream()
                            .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                            .toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        var pass = new NodePass(ID, "rack-7", Map.of(HOST, "host.example_1"));
        assertThat(NodePass.of(certificate(pass.uris()))).contains(pass);
    }

    @Test
    void otherNamesBesideItMeanNothing() throws Exception {
        var pass = new NodePass(ID, "rack-7", Map.of(HOST, "a"));
        var uris = new ArrayList<String>(pass.uris());
        uris.add("https://example.org/");
        assertThat(NodePass.of(certificate(uris))).contains(pass);
    }

    @Test
    void aCertificateThatDoesNotNameExactlyOneNodeIsNone() throws Exception {
        String host = "kilonova:host:" + HOST + ":a";
        assertThat(NodePass.of(certificate(List.of()))).isEmpty();
        assertThat(NodePass.of(certificate(List.of(host)))).isEmpty();
        assertThat(NodePass.of(certificate(List.of("kilonova:node:" + ID + ":a"))))
                .as("without a host")
                .isEmpty();
        assertThat(NodePass.of(
                        certificate(List.of("kilonova:node:" + ID + ":a", "kilonova:node:" + HOST + ":b", host))))
                .as("two")
                .isEmpty();
        assertThat(NodePass.of(certificate(List.of("kilonova:node:" + ID, host))))
                .as("without a name")
                .isEmpty();
        assertThat(NodePass.of(certificate(List.of("kilonova:node:nonsense:a", host))))
                .as("without an id")
                .isEmpty();
        assertThat(NodePass.of(certificate(List.of("kilonova:node:" + ID + ":a", "kilonova:host:" + HOST))))
                .as("a host without a name")
                .isEmpty();
    }

    @Test
    void whatCouldBeTakenForAnotherNameIsNone() {
        for (String name : List.of("", "a:b", "a b", "a\n", "-a", "x".repeat(64))) {
            assertThat(NodePass.isName(name)).as(name).isFalse();
            assertThatThrownBy(() -> new NodePass(ID, name, Map.of(HOST, "a")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
