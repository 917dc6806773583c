package kilonova.gateway.compute.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import kilonova.gateway.http.Json;

/** Writes server-sent events (the event stream of the HTML standard). */
final class EventWriter {
    private final OutputStream out;

    EventWriter(OutputStream out) {
        this.out = out;
    }

    /** @param id where a reader goes on that saw the event; empty where it cannot go on yet */
    void event(String name, OptionalLong id, JsonNode data) throws IOException {
        if (id.isPresent()) {
            line("id: " + id.getAsLong());
        }
        line("event: " + name);
        out.write("data: ".getBytes(StandardCharsets.UTF_8));
        out.write(Json.bytes(data));
        line("");
        line("");
    }

    /** Shows that the stream is alive. */
    void heartbeat() throws IOException {
        line(":");
        line("");
        flush();
    }

    /** What was written leaves. */
    void flush() throws IOException {
        out.flush();
    }

    private void line(String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
