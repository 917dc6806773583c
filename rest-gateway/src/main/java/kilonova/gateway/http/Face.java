package kilonova.gateway.http;

/** The REST API that answers on one port. */
public interface Face {

    /** The catalog's word for it: {@code compute}, {@code identity}, … Names the face in settings and logs. */
    String name();

    /**
     * Answers one request. Called on a virtual thread of its own; may block. What it throws becomes a fault:
     * {@link HttpFaultException} as it is, a failed call to the control plane by {@link ProblemFault}, all else as 500.
     */
    Answer handle(Exchange exchange);

    /** How this API tells a failure of a request. Must not throw. */
    Answer fault(Exchange exchange, HttpFault fault);

    /** Nova's words for problems, where this API has its own; the default has none. */
    default ProblemWords words() {
        return ProblemWords.NONE;
    }

    /** The last touch on every answer, faults too: headers that this API puts on all of them. */
    default Answer finish(Exchange exchange, Answer answer) {
        return answer;
    }
}
