package kilonova.client;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import kilonova.compute.v1.OperationMetadata;

/** Reads operations. */
public final class Operations {
    private static final String PREFIX = "operations/";

    private Operations() {}

    public static String id(Operation operation) {
        String name = operation.getName();
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    /** What the operation is about and how far it is. */
    public static OperationMetadata metadata(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class);
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalArgumentException(
                    "operation " + operation.getName() + " holds no OperationMetadata", unreadable);
        }
    }

    /** Why the operation failed; empty while it is open, and when it went well. */
    public static Optional<Refusal> failure(Operation operation) {
        return operation.hasError() ? Optional.of(Refusal.of(operation.getError())) : Optional.empty();
    }
}
