package kilonova.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Why a call or an operation failed (AIP-193).
 *
 * @param reason stays the same between releases: what programs decide by; empty when the server said none
 * @param facts the metadata of that reason
 * @param fields the request fields at fault, in the server's order
 */
public record Refusal(Code code, String message, String reason, Map<String, String> facts, List<String> fields) {

    public static Refusal of(StatusRuntimeException failure) {
        return of(StatusProto.fromThrowable(failure));
    }

    public static Refusal of(Status status) {
        String reason = "";
        Map<String, String> facts = Map.of();
        var fields = new ArrayList<String>();
        try {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    var info = detail.unpack(ErrorInfo.class);
                    reason = info.getReason();
                    facts = info.getMetadataMap();
                } else if (detail.is(BadRequest.class)) {
                    detail.unpack(BadRequest.class).getFieldViolationsList().forEach(v -> fields.add(v.getField()));
                }
            }
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalArgumentException("unreadable error details", unreadable);
        }
        Code code = Code.forNumber(status.getCode());
        return new Refusal(code == null ? Code.UNKNOWN : code, status.getMessage(), reason, facts, List.copyOf(fields));
    }
}
