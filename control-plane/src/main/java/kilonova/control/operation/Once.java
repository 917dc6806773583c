package kilonova.control.operation;

import com.google.protobuf.Message;
import java.util.function.Supplier;
import kilonova.control.identity.Principal;
import kilonova.control.store.Tx;

/** One request as {@link Requests} knows it again: who asks for what, under which id of their own. */
public record Once(Requests requests, Principal who, String method, String requestId, Message request) {

    /** The body's answer; the former one when the request was answered before. */
    public String run(Tx tx, Supplier<String> body) {
        return requests.once(tx, who, method, requestId, request, body);
    }

    /** Runs what has no answer beyond having been done. */
    public void run(Tx tx, Runnable body) {
        run(tx, () -> {
            body.run();
            return "";
        });
    }
}
