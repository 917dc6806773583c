package kilonova.lab.simulation;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import kilonova.compute.v1.OperationMetadata;

/** What an operation, as it comes over the wire, says of itself. */
final class OperationWords {
    private OperationWords() {}

    /** As rows have it. */
    static String id(Operation operation) {
        String name = operation.getName();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    static String subject(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class).getSubjectId();
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
