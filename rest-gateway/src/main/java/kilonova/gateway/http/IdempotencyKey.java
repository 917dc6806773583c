package kilonova.gateway.http;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The key that a caller chose for one request (the header of draft-ietf-httpapi-idempotency-key-header): it becomes the
 * {@code request_id} of the calls that the request comes to, so that whoever sends the request again hears the first answer.
 */
final class IdempotencyKey implements ClientInterceptor {
    static final String HEADER = "idempotency-key";
    /** Says that the work was done before, by an earlier request with this key. */
    static final String REPLAYED = "idempotency-replayed";

    private static final Metadata.Key<String> REPEATED =
            Metadata.Key.of("x-request-repeated", Metadata.ASCII_STRING_MARSHALLER);
    private static final String REQUEST_ID = "request_id";

    private final String key;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final AtomicBoolean repeated = new AtomicBoolean();

    private IdempotencyKey(String key) {
        this.key = key;
    }

    /** @param header as it was sent: bare, or between quotation marks as the draft has it */
    static Optional<IdempotencyKey> of(Optional<String> header) {
        return header.map(String::strip)
                .map(said -> said.length() > 1 && said.startsWith("\"") && said.endsWith("\"")
                        ? said.substring(1, said.length() - 1)
                        : said)
                .map(IdempotencyKey::new);
    }

    /** @throws HttpFaultException 400 for a key that is none */
    void requireSound() {
        if (key.isBlank()) {
            throw HttpFault.of(400, "Idempotency-Key: empty (expected: a UUID, or any other text that is used once).")
                    .raise();
        }
    }

    /** Whether a call was answered as an earlier one was. */
    boolean repeated() {
        return repeated.get();
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            private boolean begun;

            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onHeaders(Metadata answered) {
                                if (answered.containsKey(REPEATED)) {
                                    repeated.set(true);
                                }
                                super.onHeaders(answered);
                            }
                        },
                        headers);
            }

            @Override
            public void sendMessage(Q message) {
                super.sendMessage(begun ? message : named(message));
                begun = true;
            }
        };
    }

    /** The message with this key's request id, where it takes one and has none. */
    @SuppressWarnings("unchecked")
    private <Q> Q named(Q message) {
        if (!(message instanceof Message request)) {
            return message;
        }
        FieldDescriptor field = request.getDescriptorForType().findFieldByName(REQUEST_ID);
        if (field == null || !((String) request.getField(field)).isEmpty()) {
            return message;
        }
        String kind = request.getDescriptorForType().getFullName();
        int before = calls.merge(kind, 1, Integer::sum) - 1;
        return (Q) request.toBuilder().setField(field, requestId(before)).build();
    }

    /** The key itself where it is a UUID; another for each further call of the same kind, the same each time. */
    private String requestId(int before) {
        if (before == 0) {
            try {
                return UUID.fromString(key).toString();
            } catch (IllegalArgumentException other) {
                return derived(key).toString();
            }
        }
        return derived(key + "\n" + before).toString();
    }

    private static UUID derived(String text) {
        try {
            ByteBuffer sum =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            long high = sum.getLong() & ~0xF000L | 0x8000L; // Version 8 of RFC 9562: made of what one likes.
            long low = sum.getLong() & ~(3L << 62) | 1L << 63;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
