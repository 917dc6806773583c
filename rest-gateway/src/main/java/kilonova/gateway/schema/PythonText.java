package kilonova.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** JSON values as Python prints them: error messages of OpenStack show values so. */
public final class PythonText {
    private PythonText() {}

    /** As {@code str(value)}: a text stands as it is. */
    public static String str(JsonNode value) {
        return value.isTextual() ? value.textValue() : repr(value);
    }

    /** As {@code repr(value)}: a text stands in quotes. */
    public static String repr(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> repr(value.textValue());
            case BOOLEAN -> value.booleanValue() ? "True" : "False";
            case NUMBER -> number(value);
            case ARRAY ->
                StreamSupport.stream(value.spliterator(), false)
                        .map(PythonText::repr)
                        .collect(Collectors.joining(", ", "[", "]"));
            case OBJECT ->
                value.properties().stream()
                        .map(each -> repr(each.getKey()) + ": " + repr(each.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case NULL, MISSING, BINARY, POJO -> "None";
        };
    }

    public static String repr(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        var out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (Printable.prints(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(escaped(c));
                    }
                }
            }
        });
        return out.append(quote).toString();
    }

    private static String escaped(int c) {
        if (c < 0x100) {
            return String.format("\\x%02x", c);
        }
        return c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c);
    }

    private static String number(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.asText();
        }
        double number = value.doubleValue();
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(number);
        if (size == 0 || (size >= 1e-4 && size < 1e16)) {
            String plain = new java.math.BigDecimal(Double.toString(number)).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String[] parts = Double.toString(number).split("E", -1);
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        int exponent = Integer.parseInt(parts[1]);
        return digits + "e" + (exponent < 0 ? "-" : "+") + String.format("%02d", Math.abs(exponent));
    }
}
