package kilonova.lab.process;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program that this process runs, to be run again in others: the same Java, the same classes, the same options. A build
 * that is made meanwhile changes nothing.
 *
 * @param java the command up to and with the main class
 */
public record OwnBuild(List<String> java, String mainClass) {
    public OwnBuild {
        java = List.copyOf(java);
    }

    /** Empty where the process was not started by a command with a main class. */
    public static Optional<OwnBuild> current() {
        String main = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        Optional<String> program = ProcessHandle.current().info().command();
        if (program.isEmpty() || !main.contains(".") || main.endsWith(".jar")) {
            return Optional.empty();
        }
        var java = new ArrayList<String>();
        java.add(program.get());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-Xmx") && !option.startsWith("-Dkilonova.began="))
                .forEach(java::add);
        java.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return Optional.of(new OwnBuild(java, main));
    }

    /**
     * The command line of another process.
     *
     * @param megabytes what its heap may grow to
     */
    public List<String> command(int megabytes, List<String> words) {
        var command = new ArrayList<>(java);
        command.add(1, "-Xmx" + megabytes + "m");
        command.add(mainClass);
        command.addAll(words);
        return command;
    }
}
