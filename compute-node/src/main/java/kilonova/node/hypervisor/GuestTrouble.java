package kilonova.node.hypervisor;

/** A hypervisor could not do what was asked of it. The message is for people, and shows on the server. */
public final class GuestTrouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FaultReason reason;

    public GuestTrouble(FaultReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public GuestTrouble(FaultReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public FaultReason reason() {
        return reason;
    }
}
