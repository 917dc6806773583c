package kilonova.gateway.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** One request, as a handler sees it. */
public final class Exchange {
    private static final byte[] NOTHING = {};

    private final ServiceRequestContext context;
    private final HttpRequest request;
    private final Trace trace;
    private final Calls calls;
    private final Map<String, String> variables;

    Exchange(
            ServiceRequestContext context,
            HttpRequest request,
            Trace trace,
            Calls calls,
            Map<String, String> variables) {
        this.context = context;
        this.request = request;
        this.trace = trace;
        this.calls = calls;
        this.variables = variables;
    }

    /** GET, POST, … */
    public String method() {
        return request.method().name();
    }

    /** Decoded, without the query; begins with a slash. */
    public String path() {
        return context.decodedPath();
    }

    public QueryParams query() {
        return context.queryParams();
    }

    /** The query as it was sent, still encoded; empty when there is none. */
    public String rawQuery() {
        return Optional.ofNullable(context.query()).orElse("");
    }

    /** The first header of this name; names are lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.headers().get(name));
    }

    /** Scheme and authority as the caller wrote them: what links begin with. */
    public String origin() {
        String scheme =
                header("x-forwarded-proto").orElse(context.sessionProtocol().isTls() ? "https" : "http");
        String authority = Optional.ofNullable(request.headers().authority()).orElse("localhost");
        return scheme + "://" + authority;
    }

    public Trace trace() {
        return trace;
    }

    /** The way to the control plane, as this caller. */
    public Calls calls() {
        return calls;
    }

    /** The value of a path variable. It is an error of the code to ask for one that the route does not have. */
    public String variable(String name) {
        if (variables.get(name) instanceof String value) {
            return value;
        }
        throw new IllegalArgumentException("no path variable " + name);
    }

    public Exchange with(Map<String, String> found) {
        return new Exchange(context, request, trace, calls, found);
    }

    /**
     * The whole body. Blocks; to be called once.
     *
     * @throws HttpFaultException 413 when it is longer than the limit
     */
    public byte[] body(int maxBytes) {
        long declared = request.headers().contentLength();
        if (declared > maxBytes) {
            throw tooLarge();
        }
        if (declared == 0 || declared < 0 && request.isEmpty()) {
            return NOTHING;
        }
        if (declared >= 0) {
            return request.aggregate().join().content().array();
        }
        try (var stream = request.toInputStream(Exchange::data)) {
            byte[] read = stream.readNBytes(maxBytes + 1);
            if (read.length > maxBytes) {
                throw tooLarge();
            }
            return read;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static HttpFaultException tooLarge() {
        return HttpFault.of(413, "Request is too large.").raise();
    }

    /** The body as it arrives, of any length and taking any time; the reader's pace is the sender's. To be called once. */
    public InputStream bodyStream() {
        untimed();
        return request.toInputStream(Exchange::data);
    }

    /** The answer may take any time: for bodies that are streamed out. */
    public void untimed() {
        context.clearRequestTimeout();
    }

    private static HttpData data(HttpObject each) {
        return each instanceof HttpData data ? data : HttpData.empty();
    }
}
