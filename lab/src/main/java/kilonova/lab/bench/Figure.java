package kilonova.lab.bench;

import java.util.Optional;

/**
 * One thing that was measured.
 *
 * @param target empty where nobody has set one: the figure is told all the same
 * @param met empty exactly when there is no target
 */
record Figure(String measure, double value, String unit, Optional<Target> target, Optional<Boolean> met) {
    Figure {
        if (target.isPresent() != met.isPresent()) {
            throw new IllegalArgumentException("met: " + met + " (expected: present exactly when there is a target)");
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value: " + value + " (expected: a finite number)");
        }
    }

    static Figure of(String measure, double value, String unit, Target target) {
        return new Figure(measure, value, unit, Optional.of(target), Optional.of(target.met(value)));
    }

    static Figure of(String measure, double value, String unit) {
        return new Figure(measure, value, unit, Optional.empty(), Optional.empty());
    }

    Figure named(String other) {
        return new Figure(other, value, unit, target, met);
    }

    /** The same figure, counted as missed unless a condition beside it held. */
    Figure onlyIf(boolean held) {
        return new Figure(measure, value, unit, target, met.map(reached -> reached && held));
    }
}
