package kilonova.control.assembly;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kilonova.control.notification.NotificationSettings;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.LogBounds;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What an operator settles for a whole cloud, read from its {@code settings.yaml} once, at the start: a map from setting to
 * value, nested or with dots.
 *
 * @param scheduler {@code scheduler.enabled_filters}: a list of Nova's names of filters, or one text with commas between
 * @param log {@code change_log.kept_for}, such as {@code 24h}; {@code change_log.most_kept}, a number of changes
 * @param notifications {@code notifications.webhook.url}, {@code .secret} and {@code .authority}, a file of certificates;
 *     {@code notifications.file.path}, {@code .bytes} and {@code .kept}; paths may be relative to the settings
 */
public record SiteFile(SchedulerSettings scheduler, LogBounds log, NotificationSettings notifications) {
    private static final String FILTERS = "scheduler.enabled_filters";
    private static final String KEPT_FOR = "change_log.kept_for";
    private static final String MOST_KEPT = "change_log.most_kept";
    private static final String WEBHOOK = "notifications.webhook.url";
    private static final String SECRET = "notifications.webhook.secret";
    private static final String AUTHORITY = "notifications.webhook.authority";
    private static final String FILE = "notifications.file.path";
    private static final String FILE_BYTES = "notifications.file.bytes";
    private static final String FILES_KEPT = "notifications.file.kept";
    private static final int SHORTEST_SECRET = 16;

    /** Nothing is settled: everything is as usual. */
    public static SiteFile none() {
        return new SiteFile(SchedulerSettings.USUAL, LogBounds.USUAL, NotificationSettings.OFF);
    }

    /**
     * The file's settings; what it leaves out is as usual, as is everything where there is no file.
     *
     * @throws IllegalArgumentException when it cannot be read, naming the file and all that is wrong in it
     */
    public static SiteFile read(Path file) {
        if (!Files.exists(file)) {
            return none();
        }
        try {
            return parse(Files.readString(file), file);
        } catch (IOException | IllegalArgumentException | YAMLException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    /** @param file relative paths begin where it lies */
    static SiteFile parse(String text, Path file) {
        var said = SiteText.of(text);
        var site = new SiteFile(
                said.names(FILTERS).map(SchedulerSettings::of).orElse(SchedulerSettings.USUAL),
                new LogBounds(
                        said.duration(KEPT_FOR).orElse(LogBounds.USUAL.keptFor()),
                        said.number(MOST_KEPT, 1_000, 1_000_000_000).orElse(LogBounds.USUAL.mostKept()),
                        LogBounds.USUAL.batch()),
                notifications(said, file));
        said.requireAllKnown();
        return site;
    }

    private static NotificationSettings notifications(SiteText said, Path file) {
        Optional<String> secret = said.text(SECRET);
        Optional<Path> authority = said.text(AUTHORITY).map(file::resolveSibling);
        Optional<NotificationSettings.Webhook> webhook = said.text(WEBHOOK)
                .map(url -> new NotificationSettings.Webhook(
                        url(url),
                        secret.filter(each -> each.length() >= SHORTEST_SECRET)
                                .orElseThrow(
                                        () -> new IllegalArgumentException(SECRET + ": too short (expected: at least "
                                                + SHORTEST_SECRET + " characters, which sign what is sent)")),
                        authority));
        NotificationSettings usual = NotificationSettings.OFF;
        return usual.to(webhook, said.text(FILE).map(file::resolveSibling))
                .keeping(
                        said.number(FILE_BYTES, 1_000, Long.MAX_VALUE).orElse(usual.fileBytes()),
                        said.number(FILES_KEPT, 1, 1_000).map(Math::toIntExact).orElse(usual.filesKept()));
    }

    private static String url(String text) {
        try {
            URI url = new URI(text);
            if (("https".equals(url.getScheme()) || "http".equals(url.getScheme())) && url.getHost() != null) {
                return text;
            }
        } catch (URISyntaxException broken) {
            // Told below.
        }
        throw new IllegalArgumentException(WEBHOOK + ": " + text + " (expected: http://… or https://…)");
    }
}
