package kilonova.node.libvirt;

import java.nio.file.Files;
import java.nio.file.Path;
import kilonova.node.v1.GuestInterface;
import kilonova.node.v1.GuestSpec;

/** A guest as libvirt is told of it. */
final class DomainXml {
    private final LibvirtSettings.Virt virt;
    private final GuestSpec spec;
    private final GuestFiles files;
    private final GuestMark mark;
    private final boolean direct;

    /** Direct: whether the files can be read and written past the host's page cache. */
    DomainXml(LibvirtSettings.Virt virt, GuestSpec spec, GuestFiles files, GuestMark mark, boolean direct) {
        this.virt = virt;
        this.spec = spec;
        this.files = files;
        this.mark = mark;
        this.direct = direct;
    }

    String text() {
        return """
                <domain type='%s'>
                  <name>%s</name>
                  <uuid>%s</uuid>
                  <metadata>%s</metadata>
                  <memory unit='MiB'>%d</memory>
                  <vcpu>%d</vcpu>
                  <sysinfo type='smbios'>
                    <system>
                      <entry name='manufacturer'>OpenStack Foundation</entry>
                      <entry name='product'>OpenStack Nova</entry>
                      <entry name='serial'>%s</entry>
                      <entry name='uuid'>%s</entry>
                      <entry name='family'>Virtual Machine</entry>
                    </system>
                  </sysinfo>
                  <os>%s<boot dev='hd'/><smbios mode='sysinfo'/></os>
                  <features><acpi/><apic/></features>
                  %s
                  <clock offset='utc'/>
                  <on_poweroff>destroy</on_poweroff>
                  <on_reboot>restart</on_reboot>
                  <on_crash>destroy</on_crash>
                  <devices>
                %s  </devices>
                </domain>
                """.formatted(
                        virt.domainType(),
                        escaped(spec.getName().isEmpty() ? mark.serverId() : spec.getName()),
                        mark.serverId(),
                        mark.xml(),
                        spec.getMemoryMb(),
                        Math.max(1, spec.getVcpus()),
                        mark.serverId(),
                        mark.serverId(),
                        type(),
                        cpu(),
                        devices());
    }

    private String type() {
        return virt == LibvirtSettings.Virt.TEST ? "<type>hvm</type>" : "<type arch='x86_64' machine='pc'>hvm</type>";
    }

    private String cpu() {
        return switch (virt) {
            case KVM -> "<cpu mode='host-model'/>";
            case QEMU -> "<cpu mode='custom' match='exact' check='none'><model fallback='allow'>Nehalem</model></cpu>";
            case TEST -> "";
        };
    }

    private String devices() {
        var devices = new StringBuilder();
        int index = 0;
        for (var disk : files.disks()) {
            devices.append(disk(disk, "vd" + (char) ('a' + index++)));
        }
        if (Files.exists(files.configDrive())) {
            devices.append("    <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='")
                    .append(escaped(files.configDrive().toString()))
                    .append("'/><target dev='hda' bus='ide'/><readonly/></disk>\n");
        }
        for (var each : spec.getInterfacesList()) {
            devices.append(network(each));
        }
        devices.append("    <serial type='pty'><log file='")
                .append(escaped(files.console().toString()))
                .append("' append='off'/><target port='0'/></serial>\n");
        if (virt != LibvirtSettings.Virt.TEST) {
            devices.append("""
                        <console type='pty'><target type='serial' port='0'/></console>
                        <input type='tablet' bus='usb'/>
                        <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>
                        <video><model type='vga'/></video>
                        <memballoon model='virtio'><stats period='10'/></memballoon>
                        <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
                    """);
        }
        if ("yes".equals(spec.getImage().getPropertiesOrDefault("hw_qemu_guest_agent", "no"))) {
            devices.append(
                    "    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>\n");
        }
        return devices.toString();
    }

    /** The root disk is an overlay, or what the image was; the others are plain. */
    private String disk(Path disk, String target) {
        var format = disk.equals(files.root()) && spec.hasImage() ? "qcow2" : "raw";
        return "    <disk type='file' device='disk'><driver name='qemu' type='" + format
                + "' cache='" + (direct ? "none" : "writeback") + "' discard='unmap'/><source file='"
                + escaped(disk.toString()) + "'/><target dev='"
                + target + "' bus='virtio'/></disk>\n";
    }

    /** QEMU's own network: the guest reaches out, nobody reaches in. */
    private static String network(GuestInterface each) {
        return "    <interface type='user'><mac address='" + escaped(each.getMacAddress())
                + "'/><model type='virtio'/></interface>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;")
                .replace("\"", "&quot;");
    }
}
