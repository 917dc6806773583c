package kilonova.control.edge;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import kilonova.kernel.Problem;

/**
 * Checks messages by the rules written in their protos ({@code buf.validate}).
 *
 * <p>Only the standard rules that our protos use, evaluated over descriptors: the library evaluates them with CEL, which
 * costs more than a second at the first request. Tests hold both to the same answers. Each type is compiled when its
 * first message comes.
 */
final class RequestRules {
    private final Map<Descriptor, MessageRule> compiled = new ConcurrentHashMap<>();

    /**
     * The first rule that the message breaks, with the path of the field in proto spelling.
     *
     * @throws IllegalStateException when the proto has a rule that is not known here: a bug, found by a test over all protos
     */
    Optional<Problem.Invalid> broken(Message message) {
        return Optional.ofNullable(of(message.getDescriptorForType()).broken(message, "", this));
    }

    MessageRule of(Descriptor type) {
        MessageRule known = compiled.get(type);
        if (known != null) {
            return known;
        }
        MessageRule fresh = MessageRule.compile(type);
        compiled.put(type, fresh);
        return fresh;
    }
}
