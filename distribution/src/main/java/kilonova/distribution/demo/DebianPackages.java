package kilonova.distribution.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Installs packages from the machine's own sources. */
final class DebianPackages {
    /** Nothing may ask questions, and no service may start by itself: the cloud starts what it needs. */
    private static final Map<String, String> QUIET = Map.of("DEBIAN_FRONTEND", "noninteractive", "RUNLEVEL", "1");

    private DebianPackages() {}

    static void install(List<String> packages) throws IOException, InterruptedException {
        Program.run(List.of("apt-get", "update", "-qq"), QUIET);
        var command = new ArrayList<String>(List.of("apt-get", "install", "-qq", "-y", "--no-install-recommends"));
        command.addAll(packages);
        Program.run(command, QUIET);
    }
}
