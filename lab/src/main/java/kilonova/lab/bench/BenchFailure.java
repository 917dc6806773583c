package kilonova.lab.bench;

import java.io.IOException;

/** A benchmark that could not be run to its end, in words for its user. */
final class BenchFailure extends IOException {
    private static final long serialVersionUID = 1;

    BenchFailure(String words) {
        super(words);
    }

    BenchFailure(String words, Throwable cause) {
        super(words, cause);
    }
}
