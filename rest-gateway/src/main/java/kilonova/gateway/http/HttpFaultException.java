package kilonova.gateway.http;

/** Carries an {@link HttpFault} out of a handler. Has no stack trace: it is an answer, not a bug. */
public final class HttpFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpFault fault;

    HttpFaultException(HttpFault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    public HttpFault fault() {
        return fault;
    }
}
