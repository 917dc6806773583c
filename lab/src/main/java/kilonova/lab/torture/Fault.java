package kilonova.lab.torture;

import java.time.Duration;

/**
 * Something that goes wrong.
 *
 * @param at after the begin of the run
 * @param lasts until it is mended: a killed process is started again then
 */
record Fault(Duration at, Target target, Target.Way way, Duration lasts) {
    Duration end() {
        return at.plus(lasts);
    }

    @Override
    public String toString() {
        return target + " " + way.words() + " for " + Moment.seconds(lasts);
    }
}
