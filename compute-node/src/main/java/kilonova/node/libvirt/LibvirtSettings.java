package kilonova.node.libvirt;

import java.nio.file.Path;

/**
 * How one hypervisor is reached, and where its guests lie.
 *
 * @param hostName the name of the host
 * @param uri libvirt's connection URI
 * @param virt what runs the guest's processor
 * @param directory holds the guests' files and cached images; on one file system
 * @param hostAddress where other machines reach the host
 */
public record LibvirtSettings(String hostName, String uri, Virt virt, Path directory, String hostAddress) {

    public LibvirtSettings {
        directory = directory.toAbsolutePath();
    }

    /** What runs the guest's processor. */
    public enum Virt {
        /** The host's own processor. */
        KVM("kvm"),
        /** QEMU's emulation. */
        QEMU("qemu"),
        /** Nothing: libvirt's built-in pretence. */
        TEST("test");

        private final String domainType;

        Virt(String domainType) {
            this.domainType = domainType;
        }

        String domainType() {
            return domainType;
        }
    }
}
