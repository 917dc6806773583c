package kilonova.node.libvirt;

import java.util.function.Consumer;

/**
 * Something native that several calls use at once. Freed once, when it is retired and the last call has left it: never under
 * a call that is in it, which would take the process along.
 */
final class Shared<T> {
    private final T what;
    private final Consumer<T> freeing;
    private int calls;
    private boolean retired;

    Shared(T what, Consumer<T> freeing) {
        this.what = what;
        this.freeing = freeing;
    }

    T what() {
        return what;
    }

    /** @return false once it is retired: then nobody enters any more */
    synchronized boolean enter() {
        if (retired) {
            return false;
        }
        calls++;
        return true;
    }

    /** Once for each {@link #enter} that let the caller in. */
    synchronized void leave() {
        calls--;
        freeWhenUnused();
    }

    /** It is of no more use. Idempotent. */
    synchronized void retire() {
        if (!retired) {
            retired = true;
            freeWhenUnused();
        }
    }

    private void freeWhenUnused() {
        if (retired && calls == 0) {
            freeing.accept(what);
        }
    }
}
