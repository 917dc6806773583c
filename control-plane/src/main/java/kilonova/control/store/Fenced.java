package kilonova.control.store;

/** This process was shut out: others took it for dead. Nothing that it wrote since is kept. */
final class Fenced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fenced() {
        super("this process was shut out", null, false, false);
    }
}
