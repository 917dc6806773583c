package kilonova.control.edge;

import build.buf.validate.EnumRules;
import build.buf.validate.FieldRules;
import build.buf.validate.RepeatedRules;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one value, or each value of a list, must keep. */
interface ValueRule {
    ValueRule NONE = value -> null;

    /** What is wrong with it and what was expected; null when nothing is. */
    @Nullable
    String broken(Object value);

    static ValueRule compile(FieldDescriptor field, FieldRules rules) {
        if (rules.getCelCount() > 0) {
            throw unknown(field, "cel");
        }
        return switch (rules.getTypeCase()) {
            case TYPE_NOT_SET -> NONE;
            case REPEATED -> repeated(field, rules.getRepeated());
            case ENUM -> enumeration(field, rules.getEnum());
            case STRING -> all(field, rules.getString());
            case BYTES -> all(field, rules.getBytes());
            case INT32 -> all(field, rules.getInt32());
            case INT64 -> all(field, rules.getInt64());
            case UINT32 -> all(field, rules.getUint32());
            case UINT64 -> all(field, rules.getUint64());
            case DOUBLE -> all(field, rules.getDouble());
            case MAP -> pairs(field, rules.getMap());
            case FLOAT, SINT32, SINT64, FIXED32, FIXED64, SFIXED32, SFIXED64, BOOL, ANY, DURATION, TIMESTAMP ->
                throw unknown(field, rules.getTypeCase().name());
        };
    }

    private static ValueRule all(FieldDescriptor field, Message rules) {
        var parts = new ArrayList<ValueRule>();
        rules.getAllFields().forEach((rule, bound) -> parts.add(one(field, rule.getName(), bound)));
        return value -> {
            for (int i = 0; i < parts.size(); i++) {
                String wrong = parts.get(i).broken(value);
                if (wrong != null) {
                    return wrong;
                }
            }
            return null;
        };
    }

    private static ValueRule one(FieldDescriptor field, String rule, Object bound) {
        return switch (rule) {
            case "min_len" -> value -> length(value) < (long) bound ? lengthOf(value) + bound + " or more)" : null;
            case "max_len" -> value -> length(value) > (long) bound ? lengthOf(value) + "at most " + bound + ")" : null;
            case "len" -> value -> length(value) != (long) bound ? lengthOf(value) + bound + ")" : null;
            case "pattern" -> pattern(Pattern.compile((String) bound));
            case "gte" -> value -> compare(value, bound) < 0 ? value + " (expected: " + bound + " or more)" : null;
            case "gt" -> value -> compare(value, bound) <= 0 ? value + " (expected: more than " + bound + ")" : null;
            case "lte" -> value -> compare(value, bound) > 0 ? value + " (expected: " + bound + " or less)" : null;
            case "lt" -> value -> compare(value, bound) >= 0 ? value + " (expected: less than " + bound + ")" : null;
            case "in" ->
                value -> ((List<?>) bound).contains(value) ? null : value + " (expected: one of " + bound + ")";
            default -> throw unknown(field, rule);
        };
    }

    private static ValueRule pattern(Pattern pattern) {
        return value -> pattern.matcher((String) value).find() ? null : value + " (expected: like " + pattern + ")";
    }

    private static ValueRule enumeration(FieldDescriptor field, EnumRules rules) {
        for (FieldDescriptor rule : rules.getAllFields().keySet()) {
            if (!rule.getName().equals("defined_only") && !rule.getName().equals("not_in")) {
                throw unknown(field, rule.getName());
            }
        }
        return value -> {
            var number = (EnumValueDescriptor) value;
            boolean undefined = rules.getDefinedOnly() && number.getIndex() < 0;
            return undefined || rules.getNotInList().contains(number.getNumber())
                    ? number.getName() + " (expected: another value of "
                            + number.getType().getName() + ")"
                    : null;
        };
    }

    private static ValueRule repeated(FieldDescriptor field, RepeatedRules rules) {
        for (FieldDescriptor rule : rules.getAllFields().keySet()) {
            if (!List.of("min_items", "max_items", "unique", "items").contains(rule.getName())) {
                throw unknown(field, rule.getName());
            }
        }
        ValueRule each = compile(field, rules.getItems());
        return value -> {
            var list = (List<?>) value;
            if (rules.hasMinItems() && list.size() < rules.getMinItems()) {
                return list.size() + " items (expected: " + rules.getMinItems() + " or more)";
            }
            if (rules.hasMaxItems() && list.size() > rules.getMaxItems()) {
                return list.size() + " items (expected: at most " + rules.getMaxItems() + ")";
            }
            if (rules.getUnique() && new HashSet<>(list).size() < list.size()) {
                return "an item comes twice (expected: each once)";
            }
            return first(each, list);
        };
    }

    private static ValueRule pairs(FieldDescriptor field, build.buf.validate.MapRules rules) {
        ValueRule keys = compile(field, rules.getKeys());
        ValueRule values = compile(field, rules.getValues());
        FieldDescriptor key = field.getMessageType().findFieldByName("key");
        FieldDescriptor item = field.getMessageType().findFieldByName("value");
        return value -> {
            var entries = (List<?>) value;
            if (rules.hasMinPairs() && entries.size() < rules.getMinPairs()) {
                return entries.size() + " pairs (expected: " + rules.getMinPairs() + " or more)";
            }
            if (rules.hasMaxPairs() && entries.size() > rules.getMaxPairs()) {
                return entries.size() + " pairs (expected: at most " + rules.getMaxPairs() + ")";
            }
            for (Object each : entries) {
                var entry = (Message) each;
                String wrong = first(keys, List.of(entry.getField(key)));
                wrong = wrong == null ? first(values, List.of(entry.getField(item))) : wrong;
                if (wrong != null) {
                    return wrong;
                }
            }
            return null;
        };
    }

    private static @Nullable String first(ValueRule rule, List<?> values) {
        for (Object each : values) {
            String wrong = rule.broken(each);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    /** Characters of text (code points), bytes of bytes. */
    private static long length(Object value) {
        return value instanceof String text ? text.codePointCount(0, text.length()) : ((ByteString) value).size();
    }

    private static String lengthOf(Object value) {
        return length(value) + (value instanceof String ? " characters" : " bytes") + " (expected: ";
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object value, Object bound) {
        return ((Comparable<Object>) value).compareTo(bound);
    }

    private static IllegalStateException unknown(FieldDescriptor field, String rule) {
        return new IllegalStateException(field.getFullName() + ": the rule " + rule + " is not known here");
    }
}
