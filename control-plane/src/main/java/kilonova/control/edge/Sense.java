package kilonova.control.edge;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What no field may hold, whatever its rules: text that no database keeps, a choice that nobody knows, a time that there
 * is not.
 */
final class Sense {
    private static final Set<Descriptor> TIMES = Set.of(Timestamp.getDescriptor(), Duration.getDescriptor());

    private Sense() {}

    /** Whether values of the field can be without sense. */
    static boolean asked(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING, ENUM -> true;
            case MESSAGE -> TIMES.contains(field.getMessageType());
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, BYTE_STRING -> false;
        };
    }

    /** What is wrong with it and what was expected; null when nothing is. */
    static @Nullable String broken(FieldDescriptor field, Object value) {
        if (value instanceof List<?> values) {
            for (Object each : values) {
                String wrong = broken(field, each);
                if (wrong != null) {
                    return wrong;
                }
            }
            return null;
        }
        return switch (value) {
            case String text -> text.indexOf('\0') < 0 ? null : "holds a zero character (expected: text without)";
            case EnumValueDescriptor choice ->
                choice.getType().findValueByNumber(choice.getNumber()) != null
                        ? null
                        : choice.getNumber() + " (expected: one of "
                                + choice.getType().getName() + ")";
            case Timestamp time ->
                Timestamps.isValid(time) ? null : "no time (expected: years 1 to 9999, 0 to 999999999 nanoseconds)";
            case Duration time ->
                Durations.isValid(time) ? null : "no span of time (expected: at most 10000 years, one sign throughout)";
            default -> null;
        };
    }
}
