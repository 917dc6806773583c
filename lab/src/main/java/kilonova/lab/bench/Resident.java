package kilonova.lab.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux says of a process's memory. */
final class Resident {
    private static final Pattern LINE = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final double KILOBYTES_PER_MEGABYTE = 1024;

    private Resident() {}

    /** @param status the text of {@code /proc/PID/status} */
    static double megabytes(String status) throws BenchFailure {
        Matcher line = LINE.matcher(status);
        if (!line.find()) {
            throw new BenchFailure("the system does not tell how much memory a process holds");
        }
        return Long.parseLong(line.group(1)) / KILOBYTES_PER_MEGABYTE;
    }
}
