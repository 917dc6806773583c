package kilonova.control.keypair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kilonova.kernel.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that ssh-keygen made, and such as security tokens hold, with the fingerprints that it says. */
final class SshKeyTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCezq3Z/HwDaTagACeX5mpMAfM99i6gbpOzdZRNX8OXL8Idwtw/dRTIxb4Sz7szaPR1qStyi8k5qYeZhmZc6P3PgIZ0uVqXcRi6KAyXKkZp2vvynIR2zEfy13yHDvcIcWxgjSBCXjJGlDV8INf5RCNzJTXVtqrClGgCd+nWELsWIw== ada@example, 3f:c5:2d:6c:a9:a1:5f:87:84:6a:60:71:19:0b:c8:5e
            ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFGdT1D+0A8hb2V2WLyz9RZtLKyTptzVcvRTCABjkzWr ada@example, ae:34:8f:8f:2e:e6:0d:a1:52:68:ad:d4:60:07:e2:56
            ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBECrqFTYiZuBkLdGzC96Y1niLGOgkYO+BP6o4wkgLBKQoWzsxfUtsI/fS3BqKv0LEIMJwgsqURLzzgAwUswiosg= ada@example, b4:a8:ac:a4:54:07:55:44:4e:4b:99:ce:cd:7b:d8:14
            ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBGnkIllz6D6h0DHDVb24hMA1Yv6Fa7XgyTvNaea7WXNTBYa/uhFXrvbNG8BLZ+imRvuOV9u7ueN6trn4IDy+A7Pny7eioEcdUvJdohO1qz8gdiA8AsIdJNTw05ZlGXz2rg== ada@example, 61:62:29:43:82:c4:5c:a5:11:f0:3f:9c:96:9e:ab:2e
            ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAFjYIcv28j55N5pydFlcr4S0WlKuZ6zWZ994U0vVpSavKPoSuW2mP80PteDcgHUWWRIqUCfszxboAuRcvZfggjmyQEUFKqa2O7/uenM0onO/xundP3MwHLxpc+GVkYOLlyCiFT8b8uZZu7HKY5ZYLxYY5OpOSbnrHJ6zCvFmkocq1CBqA== ada@example, 77:5d:f9:5f:d7:c3:b8:0f:9d:26:65:d4:72:a4:15:87
            ssh-dss AAAAB3NzaC1kc3MAAACBAM6ue1dVOriLGSefW3zM6/d33XoJ8xhj9qqQjo/Y+q7Xa0FEwP2Szqs91PUXE/ISSJA6KHTfMGrGwzS9JdXHJcrmGmbOnN4OO+zfMDl8B5RudmiV53+uNn0ye5px+Z5HS950muErZSv63z7KurdYpjANMeoO3LKTC4nm+oWh4NvrAAAAFQDkuOOya7JflfAQ+/Z5Q653O3OcrQAAAIB6ZHZdGNhrj1jxXmNMXoz8s2ahcCpwUZWk+MENK8a51cHGzLPBs42yGxGMozQSPRlqtxXWQawolyPd5NJaWtgbLttuyW85Ng7sCInhax946X761zkoxGh3SnSLgpK8LYPzwyU3sqTzlQl1CxKfIicQIfDtGmgYWLOYhEufgyalfAAAAIEAmNvpb2ox0kMrD7L4clYr8ckV+E0F0JfDP5Wx9zyyadhAxGDvC9vqo2phK3CBPppFBLUcJbLx4CcZtnuIa8wcQlemC3a8TMbJVUBojscEWAQcw+5uTovlJ9GB04LSYiru+tjzdjphx29rORFdZiCUCV5SOZDtkqqUEG9BM8A2j8Y= ada@example, b0:f8:3d:85:7e:2b:e4:38:ed:b7:e8:6b:46:9b:e1:8d
            sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAAAABHNzaDo= ada@example, cf:44:e4:6b:27:42:ed:24:a2:8a:c7:78:81:89:dc:78
            sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEc3NoOg== ada@example, e4:c9:77:83:60:fd:d9:4b:72:bf:9c:3c:5b:4e:2d:bd
            """)
    void aKeyHasTheFingerprintThatSshSays(String line, String fingerprint) {
        KeyMaterial key = SshKey.read(line);
        assertThat(key.fingerprint()).isEqualTo(fingerprint);
        assertThat(key.publicKey()).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-rsa",
                "ssh-rsa !!!!",
                "ssh-rsa AAAA",
                "no-such-type AAAAC3NzaC1lZDI1NTE5AAAAIFGdT1D+0A8hb2V2WLyz9RZtLKyTptzVcvRTCABjkzWr",
                "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIFGdT1D+0A8hb2V2WLyz9RZtLKyTptzVcvRTCABjkzWr",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFGdT1D+0A8hb2V2",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFGdT1D+0A8hb2V2WLyz9RZtLKyTptzVcvRTCABjkzWrAAAA",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5f////w==",
                "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBECrqFTYiZuBkLdGzC96Y1niLGOgkYO+BP6o4wkgLBKQoWzsxfUtsI/fS3BqKv0LEIMJwgsqURLzzgAwUswiosg=",
                "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFGdT1D+0A8hb2V2WLyz9RZtLKyTptzVcvRTCABjkzWr two\nlines"
            })
    void whatIsNoKeyIsRefused(String line) {
        assertThatThrownBy(() -> SshKey.read(line))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("keypair.public_key: Keypair data is invalid");
    }
}
