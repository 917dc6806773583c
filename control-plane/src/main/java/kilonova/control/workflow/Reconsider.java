package kilonova.control.workflow;

/** Between performing and recording the world moved: decide again. Rolls the transaction back. */
public final class Reconsider extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Reconsider(String why) {
        super(why, null, false, false);
    }
}
