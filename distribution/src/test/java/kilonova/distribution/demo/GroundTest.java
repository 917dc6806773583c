package kilonova.distribution.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroundTest {
    private static final List<String> QEMU = List.of("qemu-system-x86");

    @Test
    void aMachineThatHasEverythingIsReady() {
        assertThat(Ground.of(List.of(), false, false, false)).isEqualTo(new Ground.Ready());
    }

    @Test
    void rootOnDebianInstallsWhatIsMissing() {
        assertThat(Ground.of(QEMU, true, true, true)).isEqualTo(new Ground.Install(QEMU));
    }

    @Test
    void nothingIsInstalledWhenTheUserSaidSo() {
        assertThat(Ground.of(QEMU, true, true, false))
                .isEqualTo(new Ground.Fake("missing on this machine: qemu-system-x86 (and --no-install was given)"));
    }

    @Test
    void whoIsNotRootIsToldWhatRootWouldType() {
        assertThat(Ground.of(QEMU, true, false, true))
                .isInstanceOfSatisfying(Ground.Fake.class, fake -> assertThat(fake.why())
                        .contains("sudo apt-get install qemu-system-x86"));
    }

    @Test
    void withoutAptThereAreOnlyPretendedGuests() {
        assertThat(Ground.of(QEMU, false, true, true)).isInstanceOf(Ground.Fake.class);
    }

    @Test
    void aPackageIsMissingWhenItsProgramIs(@TempDir Path bin) throws IOException {
        var executable = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String program : List.of("qemu-system-x86_64", "libvirtd", "virtlogd")) {
            Files.createFile(bin.resolve(program), executable);
        }

        assertThat(new Machine(List.of(bin)).missingForGuests()).containsExactly("qemu-utils");

        Files.createFile(bin.resolve("qemu-img"), executable);
        assertThat(new Machine(List.of(bin)).missingForGuests()).isEmpty();
    }
}
