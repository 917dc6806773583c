package kilonova.control.edge;

import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import kilonova.kernel.Problem;
import org.jspecify.annotations.Nullable;

/** The rules of one message type. */
record MessageRule(List<OneofDescriptor> required, List<FieldRule> fields) {

    /**
     * The rules of one field.
     *
     * @param skipZero the rules do not count for the field's zero value
     * @param nested the values are messages with rules of their own
     */
    private record FieldRule(
            FieldDescriptor field, boolean required, boolean skipZero, ValueRule value, boolean nested) {

        Problem.@Nullable Invalid broken(Message message, String prefix, RequestRules rules) {
            if (field.hasPresence() && !message.hasField(field)) {
                return required ? missing(prefix) : null;
            }
            Object found = message.getField(field);
            boolean zero = !field.hasPresence()
                    && (field.isRepeated()
                            ? message.getRepeatedFieldCount(field) == 0
                            : found.equals(field.getDefaultValue()));
            if (zero && required) {
                return missing(prefix);
            }
            if (zero && skipZero) {
                return null;
            }
            String wrong = value.broken(found);
            if (wrong == null) {
                wrong = Sense.broken(field, found);
            }
            if (wrong != null) {
                return new Problem.Invalid(prefix + field.getName(), wrong);
            }
            return nested ? brokenInside(found, prefix + field.getName(), rules) : null;
        }

        private Problem.Invalid missing(String prefix) {
            return new Problem.Invalid(prefix + field.getName(), "missing (expected: a value)");
        }

        private static Problem.@Nullable Invalid brokenInside(Object found, String path, RequestRules rules) {
            if (found instanceof Message one) {
                return rules.of(one.getDescriptorForType()).broken(one, path + ".", rules);
            }
            int at = 0;
            for (Object each : (List<?>) found) {
                if (each instanceof Message one) {
                    var wrong = rules.of(one.getDescriptorForType()).broken(one, path + "[" + at + "].", rules);
                    if (wrong != null) {
                        return wrong;
                    }
                }
                at++;
            }
            return null;
        }
    }

    static MessageRule compile(Descriptor type) {
        if (type.getFullName().startsWith("google.")) {
            return new MessageRule(List.of(), List.of());
        }
        if (type.getOptions().hasExtension(ValidateProto.message)) {
            throw new IllegalStateException(type.getFullName() + ": rules of a whole message are not known here");
        }
        var required = new ArrayList<OneofDescriptor>();
        for (OneofDescriptor oneof : type.getRealOneofs()) {
            if (oneof.getOptions().getExtension(ValidateProto.oneof).getRequired()) {
                required.add(oneof);
            }
        }
        var fields = new ArrayList<FieldRule>();
        for (FieldDescriptor field : type.getFields()) {
            FieldRules rules = field.getOptions().getExtension(ValidateProto.field);
            ValueRule value = ValueRule.compile(field, rules);
            boolean nested = field.getJavaType() == JavaType.MESSAGE
                    && !field.getMessageType().getFullName().startsWith("google.");
            if (rules.getRequired() || value != ValueRule.NONE || nested || Sense.asked(field)) {
                boolean skipZero = rules.getIgnore() == Ignore.IGNORE_IF_ZERO_VALUE;
                fields.add(new FieldRule(field, rules.getRequired(), skipZero, value, nested));
            }
        }
        return new MessageRule(List.copyOf(required), List.copyOf(fields));
    }

    Problem.@Nullable Invalid broken(Message message, String prefix, RequestRules rules) {
        for (OneofDescriptor oneof : required) {
            if (!message.hasOneof(oneof)) {
                String names = String.join(
                        ", ",
                        oneof.getFields().stream().map(FieldDescriptor::getName).toList());
                return new Problem.Invalid(prefix + oneof.getName(), "missing (expected: one of " + names + ")");
            }
        }
        for (int i = 0; i < fields.size(); i++) {
            Problem.Invalid wrong = fields.get(i).broken(message, prefix, rules);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }
}
