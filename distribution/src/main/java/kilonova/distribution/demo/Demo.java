package kilonova.distribution.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kilonova.client.Trust;

/** The steps of the demonstration, told as they happen. */
public final class Demo {
    private static final String IMAGE = "tiny-guest";
    private static final String BLANK_IMAGE = "blank";
    private static final String FLAVOR = "demo.tiny";
    private static final int MEMORY_MB = 256;
    private static final int DISK_GB = 1;
    private static final Duration BUILD = Duration.ofMinutes(3);
    private static final Duration LOGIN = Duration.ofMinutes(5);
    /** A hypervisor that pretends shows its whole console at once, or nothing. */
    private static final Duration PRETENDED_LOGIN = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private final Phases phases;
    private final PrintStream out;

    public Demo(PrintStream out) {
        this.out = out;
        this.phases = new Phases(out);
    }

    /** A user of the cloud. */
    public record User(String name, String password, String project, String domain) {}

    /** Where the cloud is, and who uses it. */
    public record Target(
            String identity, String compute, String image, Trust trust, User admin, User member, boolean fake) {}

    /** What was booted: the server's id, the names of its image and of its flavor. */
    public record Shown(String server, String image, String flavor) {}

    /** Starts a cloud. */
    public interface Start {
        /** @param libvirt whether real guests can be had */
        Target cloud(boolean libvirt) throws Exception;
    }

    /** Sees to it that guests can run here. Says why when they cannot; nothing then is installed. */
    public boolean ground(boolean mayInstall) throws Exception {
        var machine = new Machine();
        List<String> missing = Machine.union(machine.missingForGuests(), machine.missingForImage());
        return switch (Ground.of(missing, machine.hasApt(), machine.isRoot(), mayInstall)) {
            case Ground.Ready() -> true;
            case Ground.Install(List<String> packages) -> phases.run("Packages", () -> install(packages));
            case Ground.Fake(String why) -> {
                phases.say(why);
                yield false;
            }
        };
    }

    private boolean install(List<String> packages) {
        phases.say("installing with apt-get: " + String.join(" ", packages));
        try {
            DebianPackages.install(packages);
            return true;
        } catch (IOException failed) {
            phases.say("they could not be installed: " + failed.getMessage());
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Starts the cloud, boots a server in it and shows its console.
     *
     * @param script builds the guest image
     * @param directory keeps the image for the next time
     */
    public Shown run(Start start, boolean libvirt, Path script, Path directory) throws Exception {
        Target target = phases.run("Cloud", () -> start.cloud(libvirt));
        if (target.fake()) {
            banner();
        }
        GuestImage image = phases.run(
                "Guest image", () -> target.fake() ? GuestImage.blank(directory) : GuestImage.built(script, directory));
        phases.say(image.file().toString());
        String name = target.fake() ? BLANK_IMAGE : IMAGE;
        String flavor;
        String imageId;
        try (RestCloud admin = login(target, target.admin())) {
            imageId = phases.run("Image upload", () -> image(admin, name, image));
            flavor = flavor(admin);
        }
        try (RestCloud member = login(target, target.member())) {
            String server = phases.run("Server", () -> server(member, imageId, flavor));
            phases.run("Console up to the login prompt", () -> console(member, server, target.fake()));
            phases.printSummary();
            return new Shown(server, name, FLAVOR);
        }
    }

    private void banner() {
        out.println();
        out.println("   *** FAKE HYPERVISOR: servers are pretended, no guest really runs. ***");
    }

    private static RestCloud login(Target target, User user) throws IOException, InterruptedException {
        return RestCloud.login(
                new RestCloud.Endpoints(target.identity(), target.compute(), target.image(), target.trust()),
                new RestCloud.Caller(user.name(), user.password(), user.project(), user.domain()));
    }

    private String image(RestCloud admin, String name, GuestImage image) throws IOException, InterruptedException {
        Optional<String> known = admin.image(name);
        String id = known.isPresent() ? known.get() : admin.upload(name, image.file(), image.diskFormat());
        phases.say(name + " is image " + id);
        return id;
    }

    private static String flavor(RestCloud admin) throws IOException, InterruptedException {
        Optional<String> known = admin.flavor(FLAVOR);
        return known.isPresent() ? known.get() : admin.createFlavor(FLAVOR, 1, MEMORY_MB, DISK_GB);
    }

    private String server(RestCloud member, String image, String flavor) throws Exception {
        String id = member.createServer("demo", image, flavor);
        phases.say("demo is server " + id);
        long end = System.nanoTime() + BUILD.toNanos();
        while (System.nanoTime() < end) {
            JsonNode server = member.server(id);
            String status = server.path("status").asText();
            if (status.equals("ACTIVE")) {
                phases.say("it is ACTIVE; addresses: " + server.path("addresses"));
                return id;
            }
            if (status.equals("ERROR")) {
                throw new IOException("server " + id + " ended in ERROR: "
                        + server.path("fault").path("message").asText("no reason given"));
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new IOException("server " + id + " is not ACTIVE after " + BUILD.toSeconds() + " s");
    }

    private boolean console(RestCloud member, String server, boolean fake) throws Exception {
        long end = System.nanoTime() + (fake ? PRETENDED_LOGIN : LOGIN).toNanos();
        String shown = "";
        while (true) {
            String text = member.console(server);
            if (text.startsWith(shown)) {
                out.print(text.substring(shown.length()));
                out.flush();
            }
            shown = text;
            if (text.contains("login:")) {
                out.println();
                return true;
            }
            if (System.nanoTime() > end) {
                out.println();
                if (!fake) {
                    throw new IOException("no login prompt after " + LOGIN.toSeconds() + " s");
                }
                return false;
            }
            Thread.sleep(LOOK_EVERY);
        }
    }
}
