package kilonova.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a handler says. A body is written while it is sent: until the first 64 KiB are full nothing has left, and a failure
 * still becomes a clean fault; after that the answer is streamed, and a failure cuts the connection.
 *
 * @param live what the body writes leaves whenever it flushes, and the answer takes as long as it takes
 * @param release lets go of what the body reads from; runs once the answer is over, also when nothing of it was sent
 */
public record Answer(int status, Map<String, String> headers, Body body, boolean live, Runnable release) {
    private static final String JSON = "application/json";

    /** Writes a body. */
    @FunctionalInterface
    public interface Body {
        Body NONE = out -> {};

        void write(OutputStream out) throws IOException;
    }

    public Answer {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public Answer(int status, Map<String, String> headers, Body body) {
        this(status, headers, body, false, () -> {});
    }

    /**
     * Events as they happen, until the reader goes away or the body ends.
     *
     * @param release lets go of where they come from
     */
    public static Answer events(Body body, Runnable release) {
        var headers = Map.of("content-type", "text/event-stream; charset=utf-8", "cache-control", "no-store");
        return new Answer(200, headers, body, true, release);
    }

    public static Answer empty(int status) {
        return new Answer(status, Map.of(), Body.NONE);
    }

    /** A document that the writer writes piece by piece; fit for lists of any length. */
    public static Answer json(int status, Json.Writer document) {
        return new Answer(status, Map.of("content-type", JSON), out -> Json.write(out, document));
    }

    public static Answer json(int status, JsonNode document) {
        return new Answer(status, Map.of("content-type", JSON), out -> out.write(Json.bytes(document)));
    }

    public static Answer text(int status, String contentType, String text) {
        return new Answer(
                status, Map.of("content-type", contentType), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Bytes of any kind, streamed: an image, a file. */
    public static Answer bytes(int status, String contentType, Body body) {
        return new Answer(status, Map.of("content-type", contentType), body);
    }

    /** This answer with one more header; a later one of the same name replaces it. Names are lower case. */
    public Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, live, release);
    }
}
