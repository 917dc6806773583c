package kilonova.control.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refused call said, as programs read it. */
public record Refusal(String reason, Map<String, String> facts) {

    /** The call's refusal; fails when it is answered. */
    public static Refusal of(ThrowingCallable call) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused).as("a refusal").isNotNull();
        var status = StatusProto.fromThrowable(refused);
        assertThat(status).as("details of %s", refused.getStatus()).isNotNull();
        for (Any detail : status.getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    ErrorInfo info = detail.unpack(ErrorInfo.class);
                    return new Refusal(info.getReason(), info.getMetadataMap());
                } catch (InvalidProtocolBufferException impossible) {
                    throw new AssertionError(impossible);
                }
            }
        }
        throw new AssertionError("no ErrorInfo in " + status);
    }

    /** The fact of that name; empty text without one. */
    public String fact(String name) {
        return facts.getOrDefault(name, "");
    }
}
