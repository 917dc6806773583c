package kilonova.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ListServersResponse;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.WaitOperationRequest;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KilonovaClientTest {
    private final CopyOnWriteArrayList<String> authorizations = new CopyOnWriteArrayList<>();
    private Server cloud;
    private KilonovaClient client;

    @BeforeEach
    void start() throws IOException {
        String name = InProcessServerBuilder.generateName();
        cloud = InProcessServerBuilder.forName(name)
                .addService(new FiveServers())
                .addService(new SlowOperations())
                .intercept(new Ears())
                .build()
                .start();
        client = KilonovaClient.over(InProcessChannelBuilder.forName(name).build(), TokenSource.of("secret"));
    }

    @AfterEach
    void stop() {
        client.close();
        cloud.shutdownNow();
    }

    @Test
    void theTokenTravelsInTheMetadataOfEveryCall() {
        client.eachServer(5, server -> {});

        assertThat(authorizations).containsOnly("Bearer secret");
    }

    @Test
    void pagesAreReadUntilTheLast() {
        var names = new ArrayList<String>();

        client.eachServer(2, server -> names.add(server.getName()));

        assertThat(names).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void waitingAsksAgainWhileTheOperationIsOpen() {
        var operation = client.createServer(
                ServerSpec.newBuilder().setName("a").build(), UUID.fromString("00000000-0000-0000-0000-000000000001"));

        var done = client.await(operation, Duration.ofMinutes(5));

        assertThat(done.getDone()).isTrue();
        assertThat(Operations.id(done)).isEqualTo("of-00000000-0000-0000-0000-000000000001");
        assertThat(Operations.metadata(done).getSubjectId()).isEqualTo("a");
    }

    @Test
    void waitingEndsWithItsTime() {
        var operation = client.createServer(ServerSpec.newBuilder().setName("a").build(), UUID.randomUUID());

        assertThat(client.await(operation, Duration.ZERO).getDone()).isFalse();
    }

    @Test
    void aRefusalNamesItsReasonFactsAndFields() {
        var failure = catchThrowableOfType(StatusRuntimeException.class, () -> client.server("7"));

        assertThat(Refusal.of(failure))
                .isEqualTo(new Refusal(
                        Code.INVALID_ARGUMENT, "id: not a UUID", "Invalid", Map.of("given", "7"), List.of("id")));
    }

    @Test
    void aWatchHandsOnMessagesUntilItIsClosed() {
        try (var watch = client.watchServers(41)) {
            assertThat(watch.next().getBookmark()).isEqualTo(42);
            assertThat(watch.next().getBookmark()).isEqualTo(43);
        }
    }

    private final class Ears implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            authorizations.add(
                    String.valueOf(headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER))));
            return next.startCall(call, headers);
        }
    }

    private static final class FiveServers extends ServerServiceGrpc.ServerServiceImplBase {
        @Override
        public void listServers(ListServersRequest request, StreamObserver<ListServersResponse> out) {
            int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
            int to = Math.min(5, from + request.getPageSize());
            var page = ListServersResponse.newBuilder().setNextPageToken(to == 5 ? "" : String.valueOf(to));
            IntStream.range(from, to).forEach(n -> page.addServersBuilder().setName(String.valueOf(n)));
            out.onNext(page.build());
            out.onCompleted();
        }

        @Override
        public void createServer(CreateServerRequest request, StreamObserver<com.google.longrunning.Operation> out) {
            var about = OperationMetadata.newBuilder()
                    .setSubjectId(request.getServer().getName())
                    .build();
            out.onNext(com.google.longrunning.Operation.newBuilder()
                    .setName("operations/of-" + request.getRequestId())
                    .setMetadata(Any.pack(about))
                    .build());
            out.onCompleted();
        }

        @Override
        public void getServer(GetServerRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            out.onError(StatusProto.toStatusRuntimeException(Status.newBuilder()
                    .setCode(Code.INVALID_ARGUMENT_VALUE)
                    .setMessage("id: not a UUID")
                    .addDetails(Any.pack(ErrorInfo.newBuilder()
                            .setReason("Invalid")
                            .putMetadata("given", request.getId())
                            .build()))
                    .addDetails(Any.pack(BadRequest.newBuilder()
                            .addFieldViolations(
                                    BadRequest.FieldViolation.newBuilder().setField("id"))
                            .build()))
                    .build()));
        }

        @Override
        public void watchServers(WatchServersRequest request, StreamObserver<WatchServersResponse> out) {
            out.onNext(WatchServersResponse.newBuilder()
                    .setBookmark(request.getRevision() + 1)
                    .build());
            out.onNext(WatchServersResponse.newBuilder()
                    .setBookmark(request.getRevision() + 2)
                    .build());
        }
    }

    /** Says "not yet" once, then "done". */
    private static final class SlowOperations extends OperationServiceGrpc.OperationServiceImplBase {
        private int asked;

        @Override
        public void waitOperation(WaitOperationRequest request, StreamObserver<com.google.longrunning.Operation> out) {
            out.onNext(com.google.longrunning.Operation.newBuilder()
                    .setName("operations/" + request.getId())
                    .setMetadata(Any.pack(
                            OperationMetadata.newBuilder().setSubjectId("a").build()))
                    .setDone(asked++ > 0)
                    .build());
            out.onCompleted();
        }
    }
}
