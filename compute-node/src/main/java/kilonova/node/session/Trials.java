package kilonova.node.session;

import org.jspecify.annotations.Nullable;

/** Things that are each tried, whatever became of those before; the first failure is thrown when all are through. */
final class Trials {
    private @Nullable RuntimeException failure;
    private @Nullable Error error;

    void run(Runnable each) {
        try {
            each.run();
        } catch (RuntimeException bug) {
            if (failure == null) {
                failure = bug;
            } else {
                failure.addSuppressed(bug);
            }
        } catch (Error bug) {
            if (error == null) {
                error = bug;
            }
        }
    }

    void throwFirst() {
        if (error != null) {
            throw error;
        }
        if (failure != null) {
            throw failure;
        }
    }
}
