package kilonova.control.notification;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who is notified, and how patiently.
 *
 * @param webhook receives each notification by POST; nobody does while it is empty
 * @param file gets one line for each notification; none is written while it is empty
 * @param fileBytes a file that has grown beyond them is put aside
 * @param filesKept files that were put aside, the oldest goes first
 * @param patience how long one request to the webhook may take
 * @param longestPause between two attempts, which begin with half a second and are twice as far apart each time
 * @param attempts for a notification that the webhook refuses for good (4xx); then it is left out
 */
public record NotificationSettings(
        Optional<Webhook> webhook,
        Optional<Path> file,
        long fileBytes,
        int filesKept,
        Duration patience,
        Duration longestPause,
        int attempts) {

    public static final NotificationSettings OFF = new NotificationSettings(
            Optional.empty(), Optional.empty(), 64L << 20, 5, Duration.ofSeconds(10), Duration.ofMinutes(1), 10);

    /**
     * @param url {@code http://} or {@code https://}
     * @param secret what requests are signed with
     * @param authority certificates, in PEM, that the receiver's must come from; the machine's own while it is empty
     */
    public record Webhook(String url, String secret, Optional<Path> authority) {
        @Override
        public String toString() {
            return "Webhook[" + url + "]";
        }
    }

    public NotificationSettings to(Optional<Webhook> hook, Optional<Path> written) {
        return new NotificationSettings(hook, written, fileBytes, filesKept, patience, longestPause, attempts);
    }

    public NotificationSettings keeping(long bytes, int files) {
        return new NotificationSettings(webhook, file, bytes, files, patience, longestPause, attempts);
    }
}
