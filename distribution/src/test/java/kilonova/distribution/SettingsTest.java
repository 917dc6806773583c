package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import kilonova.control.audit.AuditSettings;
import kilonova.control.identity.embedded.IdentitySettings;
import kilonova.control.image.embedded.ImageSettings;
import kilonova.control.node.NodeSettings;
import kilonova.control.notification.NotificationSettings;
import kilonova.control.scheduling.Filter;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.DatabaseSettings;
import kilonova.control.store.LogBounds;
import kilonova.gateway.GatewaySettings;
import kilonova.node.session.SessionSettings;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Every setting that there is, with its default and its unit, in one file: what changes there changes for every cloud. Write
 * the file anew with {@code -Dkilonova.golden=write}.
 */
class SettingsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/settings.txt");
    private static final Path ANY = Path.of("/");
    private static final Pattern SETTINGS = Pattern.compile(".*/(\\w+(Settings|Bounds))\\.class");

    /** What numbers count; durations say it themselves. */
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("attempts", "attempts"),
            Map.entry("batch", "rows"),
            Map.entry("fewRepairs", "repairs"),
            Map.entry("fileBytes", "bytes"),
            Map.entry("filesKept", "files"),
            Map.entry("giveUpAtMost", "guests"),
            Map.entry("maxImageBytes", "bytes"),
            Map.entry("mostKept", "rows"),
            Map.entry("mostRepairs", "repairs"),
            Map.entry("mostShare", "percent"),
            Map.entry("passwordIterations", "iterations"),
            Map.entry("readers", "connections"),
            Map.entry("rowsPerTick", "rows"),
            Map.entry("sameRepairs", "repairs"));

    /** Each part of a cloud as it is unless somebody says otherwise. */
    private static final List<Record> DEFAULTS = List.of(
            DatabaseSettings.of("jdbc:sqlite:kilonova.db"),
            LogBounds.USUAL,
            AuditSettings.USUAL,
            NotificationSettings.OFF,
            IdentitySettings.of(ANY),
            ImageSettings.in(ANY),
            NodeSettings.USUAL,
            SchedulerSettings.USUAL,
            SessionSettings.standard(""),
            GatewaySettings.loopback(Map.of()));

    /** Made of what a user says and of the others; nothing in them has a default of its own. */
    private static final Set<String> MADE_OF_OTHERS =
            Set.of("CloudSettings", "ControlPlaneSettings", "LibvirtSettings");

    @Test
    void everySettingHasItsDefaultAndItsUnitInTheFile() throws Exception {
        var lines = new ArrayList<String>();
        options("up", new UpCommand(), lines);
        options("replica", new ReplicaCommand(), lines);
        options("node", new NodeCommand(), lines);
        options("node enroll", new NodeEnrollCommand(), lines);
        for (Record part : DEFAULTS) {
            settings(part.getClass().getSimpleName(), part, lines);
        }
        if ("write".equals(System.getProperty("kilonova.golden"))) {
            Files.write(GOLDEN, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(GOLDEN));
    }

    /** Else its hosts are held to be down, and their builds to have failed, though it was only waiting for its next attempt. */
    @Test
    void aNodeTriesAgainWithinTheLeaseThatAControlPlaneGivesWhichHasJustBegun() {
        assertThat(SessionSettings.standard("").reconnectLongest())
                .isLessThan(NodeSettings.USUAL.lease().minus(NodeSettings.USUAL.heartbeat()));
    }

    @Test
    void noPartOfTheCloudIsLeftOut() throws IOException {
        Set<String> known = new TreeSet<>(MADE_OF_OTHERS);
        DEFAULTS.forEach(part -> known.add(part.getClass().getSimpleName()));
        assertThat(settingsOnTheClassPath()).isEqualTo(known);
    }

    private static void options(String name, Object command, List<String> lines) {
        new CommandLine(command)
                .getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .forEach(option -> lines.add("kilonova " + name + " " + option.longestName() + " "
                                + (option.arity().max() == 0 ? "" : option.paramLabel() + " ") + "= "
                                + String.join(" ", option.description())));
    }

    private static void settings(String part, Record settings, List<String> lines) throws Exception {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(settings);
            String name = part + "." + component.getName();
            switch (value) {
                case Duration time -> lines.add(name + " = " + time.toMillis() + " ms");
                case Number number -> {
                    assertThat(UNITS).as("%s: a number without a unit", name).containsKey(component.getName());
                    lines.add(name + " = " + number + " " + UNITS.get(component.getName()));
                }
                case Record part2 -> settings(name, part2, lines);
                case Set<?> names ->
                    lines.add(name + " = "
                            + names.stream()
                                    .map(each -> each instanceof Filter filter ? filter.novaName() : each.toString())
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
                case Optional<?> optional -> assertThat(optional).as(name).isEmpty();
                default -> {} // Names and places: what a cloud is called and where it lies is no default.
            }
        }
    }

    private static Set<String> settingsOnTheClassPath() throws IOException {
        var found = new TreeSet<String>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            for (String file : kilonovaFiles(Path.of(entry))) {
                var match = SETTINGS.matcher(file);
                if (match.matches()) {
                    found.add(match.group(1));
                }
            }
        }
        return found;
    }

    private static List<String> kilonovaFiles(Path entry) throws IOException {
        if (Files.isDirectory(entry.resolve("kilonova"))) {
            try (Stream<Path> files = Files.walk(entry.resolve("kilonova"))) {
                return files.map(Path::toString).toList();
            }
        }
        if (entry.getFileName() != null
                && entry.getFileName().toString().startsWith("kilonova-")
                && Files.isRegularFile(entry)) {
            try (var jar = new JarFile(entry.toFile())) {
                return jar.stream().map(ZipEntry::getName).toList();
            }
        }
        return List.of();
    }
}
