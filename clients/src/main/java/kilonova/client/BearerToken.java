package kilonova.client;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;

/** Puts the user's token into the metadata of every call. */
final class BearerToken extends CallCredentials {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final TokenSource tokens;

    BearerToken(TokenSource tokens) {
        this.tokens = tokens;
    }

    @Override
    public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
        executor.execute(() -> {
            try {
                var headers = new Metadata();
                headers.put(AUTHORIZATION, "Bearer " + tokens.token());
                applier.apply(headers);
            } catch (RuntimeException failed) {
                applier.fail(Status.UNAUTHENTICATED
                        .withDescription("no token: " + failed.getMessage())
                        .withCause(failed));
            }
        });
    }
}
