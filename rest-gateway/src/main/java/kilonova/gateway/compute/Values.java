package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Values of bodies and queries, as loosely as Nova takes them and its schemas let them pass. */
public final class Values {
    private static final BigDecimal SMALLEST = BigDecimal.valueOf(Integer.MIN_VALUE);
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

    private Values() {}

    /** The text of a member; empty when it is absent or null. */
    public static Optional<String> text(JsonNode object, String member) {
        return object.hasNonNull(member) ? Optional.of(object.get(member).asText()) : Optional.empty();
    }

    public static String textOr(JsonNode object, String member, String absent) {
        return text(object, member).orElse(absent);
    }

    /** A whole number, also when it is written as text; one that is too large for 32 bits is the largest there is. */
    public static int number(JsonNode value) {
        BigDecimal number = value.isTextual() ? new BigDecimal(value.textValue().strip()) : value.decimalValue();
        return number.max(SMALLEST).min(LARGEST).intValue();
    }

    public static int numberOr(JsonNode object, String member, int absent) {
        return object.hasNonNull(member) ? number(object.get(member)) : absent;
    }

    /** As Python's tools read a truth: {@code true, t, 1, on, yes, y} in any case. */
    public static boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "1", "on", "yes", "y" -> true;
            default -> false;
        };
    }

    public static boolean truth(JsonNode object, String member) {
        return object.hasNonNull(member) && truth(object.get(member).asText());
    }

    public static Map<String, String> texts(JsonNode object) {
        var texts = new LinkedHashMap<String, String>();
        object.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }

    public static void put(ObjectNode view, String member, Map<String, String> texts) {
        var object = view.putObject(member);
        texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> object.put(each.getKey(), each.getValue()));
    }

    /** Sets a member to the text, or to null when it is empty. */
    public static void putOrNull(ObjectNode view, String member, String text) {
        if (text.isEmpty()) {
            view.putNull(member);
        } else {
            view.put(member, text);
        }
    }
}
