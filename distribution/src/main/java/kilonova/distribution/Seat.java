package kilonova.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The place of one of a cloud's processes on this machine. The first has its own things in the data directory itself, each
 * of the others in a folder below it; keys, passwords and images are one for all of them.
 *
 * @param cloud the data directory
 * @param number from 1
 */
record Seat(Path cloud, int number) {
    /** More of them would reach into the ports of another. */
    static final int MOST = 9;

    private static final int PORTS_APART = 100;
    private static final String FOLDER = "replicas";

    Seat {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException("replica " + number + ": out of range (expected: 1.." + MOST + ")");
        }
    }

    static Seat first(Path cloud) {
        return new Seat(cloud, 1);
    }

    /** Every one that was started there before, and the first. */
    static List<Seat> all(Path cloud) {
        return Stream.iterate(1, number -> number <= MOST, number -> number + 1)
                .map(number -> new Seat(cloud, number))
                .filter(seat -> seat.isFirst() || Files.exists(seat.own().resolve(DataDirectory.MARKER)))
                .toList();
    }

    /** The cloud's data directory, where a directory is that of one of its replicas; else the directory itself. */
    static Path cloudOf(Path dataDir) {
        Path folder = dataDir.getParent();
        if (folder == null || !folder.endsWith(FOLDER) || !Files.exists(folder.resolveSibling(DataDirectory.MARKER))) {
            return dataDir;
        }
        return folder.resolveSibling(".").normalize();
    }

    /** Those whose processes run, with what they say of themselves. */
    static List<RunRecord> running(Path cloud) {
        return all(cloud).stream().flatMap(seat -> seat.running().stream()).toList();
    }

    boolean isFirst() {
        return number == 1;
    }

    /** Where the things of this process alone lie: its log, its lock, its name among the replicas. */
    Path own() {
        return isFirst() ? cloud : cloud.resolve(FOLDER).resolve(String.valueOf(number));
    }

    Optional<RunRecord> running() {
        return RunRecord.running(own());
    }

    /** @param ofCloud what is added to every port of the first */
    int portOffset(int ofCloud) {
        return ofCloud + (number - 1) * PORTS_APART;
    }

    /** Makes the folder of the others, for their owner alone. */
    void prepare() {
        if (!isFirst()) {
            try {
                Path folder = cloud.resolve(FOLDER);
                if (!Files.isDirectory(folder)) {
                    Files.createDirectory(folder);
                    PrivateFiles.shut(folder);
                }
            } catch (IOException refused) {
                throw new UncheckedIOException(refused);
            }
        }
    }

    @Override
    public String toString() {
        return "replica " + number;
    }
}
