package kilonova.control.assembly;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/** A message again and again, each time with one field filled with what nobody expects. */
final class StrangeFields {
    private static final int DEEPEST = 3;
    private static final int UNKNOWN_ENUM = 9_999;
    private static final List<Object> TEXTS =
            List.of("", "x".repeat(300), "x".repeat(70_000), "\u0000", "💥'\"\\%_", "-1");

    private StrangeFields() {}

    static List<Message> of(Message message) {
        return of(message, 1);
    }

    private static List<Message> of(Message message, int depth) {
        var strange = new ArrayList<Message>();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isMapField() || field.getName().equals("request_id")) {
                continue;
            }
            for (Object value : values(message, field, depth)) {
                Message.Builder changed = message.toBuilder();
                if (field.isRepeated()) {
                    changed.addRepeatedField(field, value);
                } else {
                    changed.setField(field, value);
                }
                strange.add(changed.build());
            }
        }
        return strange;
    }

    private static List<?> values(Message message, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case STRING -> TEXTS;
            case INT -> List.of(-1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE);
            case LONG -> List.of(-1L, 0L, Long.MAX_VALUE, Long.MIN_VALUE);
            case ENUM -> List.of(field.getEnumType().findValueByNumberCreatingIfUnknown(UNKNOWN_ENUM));
            case FLOAT -> List.of(Float.NaN, -1f);
            case DOUBLE -> List.of(Double.NaN, Double.POSITIVE_INFINITY, -1d);
            case BOOLEAN -> List.of(true);
            case BYTE_STRING -> List.of(ByteString.copyFrom(new byte[70_000]));
            case MESSAGE -> {
                if (depth == DEEPEST) {
                    yield List.of();
                }
                Message inner = field.isRepeated() || !message.hasField(field)
                        ? message.toBuilder().newBuilderForField(field).build()
                        : (Message) message.getField(field);
                yield of(inner, depth + 1);
            }
        };
    }
}
