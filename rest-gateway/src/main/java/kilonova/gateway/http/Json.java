package kilonova.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON text to trees and back. One mapper for the process: making one is dear. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder(
                    JsonFactory.builder().build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    /** Writes one JSON document. */
    @FunctionalInterface
    public interface Writer {
        void write(JsonGenerator out) throws IOException;
    }

    /** The document, or empty when the text is not one JSON document. */
    public static Optional<JsonNode> parse(byte[] text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            return tree == null || tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        } catch (IOException notText) {
            return Optional.empty();
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A text that is not there is told as null. */
    public static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    static void write(OutputStream out, Writer document) throws IOException {
        try (var generator = MAPPER.getFactory().createGenerator(out)) {
            document.write(generator);
        }
    }

    /** The document that the writer writes. */
    public static byte[] bytes(Writer document) {
        var bytes = new ByteArrayOutputStream();
        try {
            write(bytes, document);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The document in one line. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
