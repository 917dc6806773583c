package kilonova.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes beside the first that `up --replicas` starts, and that end with it when it stays with them. */
final class OtherReplicas implements AutoCloseable {
    private final Path cloud;
    private final boolean outlive;
    private final List<Seat> started = new ArrayList<>();

    /** @param outlive they go on when this process ends in good order */
    OtherReplicas(Path cloud, boolean outlive) {
        this.cloud = cloud;
        this.outlive = outlive;
    }

    /** Starts those of the first so many that do not run. Throws {@link CommandFailure} when one cannot; then none is left. */
    void ensure(int many) throws IOException, InterruptedException {
        try {
            for (int number = 2; number <= many; number++) {
                var seat = new Seat(cloud, number);
                if (seat.running().isEmpty()) {
                    started.add(seat);
                    var unused = new Detached(cloud).start(seat, Optional.empty());
                }
            }
        } catch (CommandFailure | IOException | InterruptedException failed) {
            stop();
            throw failed;
        }
    }

    private void stop() {
        started.forEach(seat -> seat.running().flatMap(RunRecord::process).ifPresent(ProcessHandle::destroy));
        started.clear();
    }

    @Override
    public void close() {
        if (!outlive) {
            stop();
        }
    }
}
