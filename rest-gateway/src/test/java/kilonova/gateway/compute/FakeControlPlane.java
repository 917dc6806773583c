package kilonova.gateway.compute;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kilonova.compute.v1.*;
import kilonova.identity.v1.CatalogEntry;
import kilonova.identity.v1.CatalogServiceGrpc;
import kilonova.identity.v1.ListCatalogEntriesRequest;
import kilonova.identity.v1.ListCatalogEntriesResponse;
import kilonova.image.v1.DeleteImageRequest;
import kilonova.image.v1.GetImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ListImagesRequest;
import kilonova.image.v1.ListImagesResponse;
import kilonova.image.v1.UpdateImageRequest;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemStatus;

/** A control plane that knows a handful of resources, remembers what it was asked, and fails when it is told to. */
final class FakeControlPlane implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> TRACE =
            Metadata.Key.of("x-request-trace", Metadata.ASCII_STRING_MARSHALLER);

    private static final Metadata.Key<String> PROJECT =
            Metadata.Key.of("x-url-project", Metadata.ASCII_STRING_MARSHALLER);

    final ConcurrentLinkedDeque<Message> asked = new ConcurrentLinkedDeque<>();
    final ConcurrentLinkedDeque<String> tokens = new ConcurrentLinkedDeque<>();
    /** As the control plane's own, for whoever does not say how many. */
    static final int LONGEST_PAGE = 1000;

    final ConcurrentLinkedDeque<String> traces = new ConcurrentLinkedDeque<>();
    final ConcurrentLinkedDeque<String> projects = new ConcurrentLinkedDeque<>();

    /** Whether what only administrators see is set. */
    volatile boolean administrator;
    /** What every call fails with, while it is set. */
    volatile Optional<Problem> failure = Optional.empty();
    /** But for those that ask such things. */
    volatile Set<Class<? extends Message>> wellAsked = Set.of();
    /** Watches tell nothing, not even why. */
    volatile boolean silent;
    /** Comes down when a caller leaves a silent watch. */
    final CountDownLatch left = new CountDownLatch(1);
    /** How many servers there are. */
    volatile int servers = 2;

    private final Server server;
    private final ManagedChannel channel;

    FakeControlPlane() {
        String name = "fake-control-plane-" + UUID.randomUUID();
        var builder = InProcessServerBuilder.forName(name).intercept(new Headers());
        services().forEach(builder::addService);
        try {
            server = builder.build().start();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        channel = InProcessChannelBuilder.forName(name).build();
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    /** The last message of this type that was asked. */
    <T extends Message> T last(Class<T> type) {
        return Stream.of(asked.toArray())
                .filter(type::isInstance)
                .reduce((older, newer) -> newer)
                .map(type::cast)
                .orElseThrow(() -> new AssertionError("never asked: " + type.getSimpleName()));
    }

    private final class Headers implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            tokens.add(String.valueOf(headers.get(AUTHORIZATION)));
            traces.add(String.valueOf(headers.get(TRACE)));
            projects.add(String.valueOf(headers.get(PROJECT)));
            return next.startCall(call, headers);
        }
    }

    private <T> void reply(Message request, StreamObserver<T> out, Supplier<T> answer) {
        asked.add(request);
        if (failure.isPresent() && !wellAsked.contains(request.getClass())) {
            out.onError(ProblemStatus.exception(failure.get()));
            return;
        }
        out.onNext(answer.get());
        out.onCompleted();
    }

    private List<BindableService> services() {
        return List.of(
                new Servers(),
                new Flavors(),
                new Keypairs(),
                new Quotas(),
                new Hosts(),
                new Operations(),
                new Aggregates(),
                new Usages(),
                new Images(),
                new Catalog());
    }

    private Operation operation(String id) {
        return Operation.newBuilder()
                .setName("operations/1")
                .setMetadata(Any.pack(OperationMetadata.newBuilder()
                        .setSubjectKind("server")
                        .setSubjectId(id)
                        .build()))
                .build();
    }

    private final class Servers extends ServerServiceGrpc.ServerServiceImplBase {
        @Override
        public void getServer(GetServerRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            reply(request, out, () -> Resources.server(administrator));
        }

        @Override
        public void listServers(ListServersRequest request, StreamObserver<ListServersResponse> out) {
            reply(request, out, () -> {
                int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
                int size = request.getPageSize() == 0 ? LONGEST_PAGE : request.getPageSize();
                int to = Math.min(servers, from + size);
                var found = ListServersResponse.newBuilder();
                for (int i = from; i < to; i++) {
                    found.addServers(Resources.server(administrator).toBuilder().setId(new UUID(0, i).toString()));
                }
                return found.setNextPageToken(to < servers ? Integer.toString(to) : "")
                        .build();
            });
        }

        /** A snapshot of one, a change, a deletion; then it stops. */
        @Override
        public void watchServers(WatchServersRequest request, StreamObserver<WatchServersResponse> out) {
            asked.add(request);
            if (failure.isPresent()) {
                out.onError(ProblemStatus.exception(failure.get()));
                return;
            }
            if (silent) {
                ((ServerCallStreamObserver<WatchServersResponse>) out).setOnCancelHandler(left::countDown);
                return;
            }
            if (request.getRevision() == 0) {
                out.onNext(told(ServerEvent.Kind.KIND_CURRENT, 7));
                out.onNext(WatchServersResponse.newBuilder()
                        .setBookmark(7)
                        .setSnapshotComplete(true)
                        .build());
            }
            out.onNext(told(ServerEvent.Kind.KIND_CURRENT, 8));
            out.onNext(told(ServerEvent.Kind.KIND_DELETED, 9));
            out.onNext(WatchServersResponse.newBuilder().setBookmark(9).build());
            out.onError(ProblemStatus.exception(
                    new Problem.Unavailable("The control plane is stopping.", Duration.ofSeconds(1))));
        }

        private WatchServersResponse told(ServerEvent.Kind kind, long revision) {
            return WatchServersResponse.newBuilder()
                    .addEvents(ServerEvent.newBuilder()
                            .setKind(kind)
                            .setServer(Resources.server(administrator))
                            .setRevision(revision))
                    .build();
        }

        @Override
        public void createServer(CreateServerRequest request, StreamObserver<Operation> out) {
            reply(request, out, () -> operation(Resources.SERVER_ID));
        }

        @Override
        public void batchCreateServers(
                BatchCreateServersRequest request, StreamObserver<BatchCreateServersResponse> out) {
            reply(request, out, () -> BatchCreateServersResponse.newBuilder()
                    .setReservationId("r-3fhpjulh")
                    .addOperations(operation(Resources.SERVER_ID))
                    .build());
        }

        @Override
        public void updateServer(UpdateServerRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            reply(request, out, () -> Resources.server(administrator));
        }

        @Override
        public void setServerMetadata(
                SetServerMetadataRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            reply(request, out, () -> labelled()
                    .clearMetadata()
                    .putAllMetadata(request.getMetadataMap())
                    .build());
        }

        @Override
        public void setServerMetadataItem(
                SetServerMetadataItemRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            reply(request, out, () -> labelled()
                    .putMetadata(request.getKey(), request.getValue())
                    .build());
        }

        @Override
        public void deleteServerMetadataItem(
                DeleteServerMetadataItemRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            reply(request, out, () -> labelled()
                    .removeMetadata(request.getKey())
                    .build());
        }

        @Override
        public void setServerTags(SetServerTagsRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            reply(request, out, () -> labelled()
                    .clearTags()
                    .addAllTags(request.getTagsList())
                    .build());
        }

        @Override
        public void clearServerTags(ClearServerTagsRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            reply(request, out, () -> labelled().clearTags().build());
        }

        @Override
        public void addServerTag(AddServerTagRequest request, StreamObserver<AddServerTagResponse> out) {
            reply(request, out, () -> AddServerTagResponse.newBuilder()
                    .setServer(labelled())
                    .setAdded(!labelled().getTagsList().contains(request.getTag()))
                    .build());
        }

        @Override
        public void removeServerTag(RemoveServerTagRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
            reply(request, out, () -> labelled().build());
        }

        private kilonova.compute.v1.Server.Builder labelled() {
            return Resources.server(administrator).toBuilder();
        }

        @Override
        public void deleteServer(DeleteServerRequest request, StreamObserver<Operation> out) {
            reply(request, out, () -> operation(request.getId()));
        }

        @Override
        public void startServer(StartServerRequest request, StreamObserver<Operation> out) {
            reply(request, out, () -> operation(request.getId()));
        }

        @Override
        public void stopServer(StopServerRequest request, StreamObserver<Operation> out) {
            reply(request, out, () -> operation(request.getId()));
        }

        @Override
        public void rebootServer(RebootServerRequest request, StreamObserver<Operation> out) {
            reply(request, out, () -> operation(request.getId()));
        }

        @Override
        public void getConsoleOutput(GetConsoleOutputRequest request, StreamObserver<GetConsoleOutputResponse> out) {
            reply(request, out, () -> GetConsoleOutputResponse.newBuilder()
                    .setOutput("login:")
                    .build());
        }
    }

    private final class Flavors extends FlavorServiceGrpc.FlavorServiceImplBase {
        private Flavor flavor(String id) {
            return Resources.flavor().toBuilder()
                    .setPublic(!id.equals("10"))
                    .setId(id)
                    .build();
        }

        @Override
        public void getFlavor(GetFlavorRequest request, StreamObserver<Flavor> out) {
            reply(request, out, () -> flavor(request.getId()));
        }

        @Override
        public void listFlavors(ListFlavorsRequest request, StreamObserver<ListFlavorsResponse> out) {
            reply(request, out, () -> ListFlavorsResponse.newBuilder()
                    .addFlavors(flavor("1"))
                    .build());
        }

        @Override
        public void createFlavor(CreateFlavorRequest request, StreamObserver<Flavor> out) {
            reply(request, out, request::getFlavor);
        }

        @Override
        public void updateFlavor(UpdateFlavorRequest request, StreamObserver<Flavor> out) {
            reply(request, out, () -> flavor(request.getFlavor().getId()));
        }

        @Override
        public void deleteFlavor(DeleteFlavorRequest request, StreamObserver<Empty> out) {
            reply(request, out, Empty::getDefaultInstance);
        }

        @Override
        public void setFlavorExtraSpecs(SetFlavorExtraSpecsRequest request, StreamObserver<Flavor> out) {
            reply(request, out, () -> flavor(request.getId()));
        }

        @Override
        public void deleteFlavorExtraSpec(DeleteFlavorExtraSpecRequest request, StreamObserver<Empty> out) {
            reply(request, out, Empty::getDefaultInstance);
        }

        @Override
        public void listFlavorAccess(ListFlavorAccessRequest request, StreamObserver<ListFlavorAccessResponse> out) {
            reply(request, out, () -> access(request.getId()));
        }

        @Override
        public void addFlavorAccess(AddFlavorAccessRequest request, StreamObserver<ListFlavorAccessResponse> out) {
            reply(request, out, () -> access(request.getId()));
        }

        @Override
        public void removeFlavorAccess(
                RemoveFlavorAccessRequest request, StreamObserver<ListFlavorAccessResponse> out) {
            reply(request, out, () -> ListFlavorAccessResponse.newBuilder()
                    .setId(request.getId())
                    .build());
        }

        private ListFlavorAccessResponse access(String id) {
            return ListFlavorAccessResponse.newBuilder()
                    .setId(id)
                    .addProjectIds(Resources.PROJECT)
                    .build();
        }
    }

    private final class Keypairs extends KeypairServiceGrpc.KeypairServiceImplBase {
        @Override
        public void getKeypair(GetKeypairRequest request, StreamObserver<Keypair> out) {
            reply(request, out, Resources::keypair);
        }

        @Override
        public void listKeypairs(ListKeypairsRequest request, StreamObserver<ListKeypairsResponse> out) {
            reply(request, out, () -> ListKeypairsResponse.newBuilder()
                    .addKeypairs(Resources.keypair())
                    .build());
        }

        @Override
        public void createKeypair(CreateKeypairRequest request, StreamObserver<CreateKeypairResponse> out) {
            boolean made = request.getKeypair().getPublicKey().isEmpty();
            reply(request, out, () -> CreateKeypairResponse.newBuilder()
                    .setKeypair(Resources.keypair())
                    .setPrivateKey(made ? "-----BEGIN" : "")
                    .build());
        }

        @Override
        public void deleteKeypair(DeleteKeypairRequest request, StreamObserver<Empty> out) {
            reply(request, out, Empty::getDefaultInstance);
        }
    }

    private final class Quotas extends QuotaServiceGrpc.QuotaServiceImplBase {
        @Override
        public void getQuotas(GetQuotasRequest request, StreamObserver<GetQuotasResponse> out) {
            reply(request, out, Resources::quotas);
        }

        @Override
        public void getDefaultQuotas(GetDefaultQuotasRequest request, StreamObserver<GetQuotasResponse> out) {
            reply(request, out, Resources::quotas);
        }

        @Override
        public void setQuotas(SetQuotasRequest request, StreamObserver<GetQuotasResponse> out) {
            reply(request, out, Resources::quotas);
        }

        @Override
        public void setDefaultQuotas(SetDefaultQuotasRequest request, StreamObserver<GetQuotasResponse> out) {
            reply(request, out, Resources::quotas);
        }

        @Override
        public void resetQuotas(ResetQuotasRequest request, StreamObserver<Empty> out) {
            reply(request, out, Empty::getDefaultInstance);
        }
    }

    private final class Hosts extends HostServiceGrpc.HostServiceImplBase {
        @Override
        public void getHost(GetHostRequest request, StreamObserver<Host> out) {
            reply(request, out, Resources::host);
        }

        @Override
        public void listHosts(ListHostsRequest request, StreamObserver<ListHostsResponse> out) {
            Host host = Resources.host();
            boolean meant = Set.of("", host.getServiceId()).contains(request.getServiceId());
            reply(request, out, () -> ListHostsResponse.newBuilder()
                    .addAllHosts(meant ? List.of(host) : List.of())
                    .build());
        }

        @Override
        public void updateHost(UpdateHostRequest request, StreamObserver<Host> out) {
            reply(request, out, Resources::host);
        }

        @Override
        public void deleteHost(DeleteHostRequest request, StreamObserver<Empty> out) {
            reply(request, out, Empty::getDefaultInstance);
        }

        @Override
        public void deleteControlService(DeleteControlServiceRequest request, StreamObserver<Empty> out) {
            if (request.getId().equals(Resources.scheduler().getId())) {
                reply(request, out, Empty::getDefaultInstance);
            } else {
                out.onError(ProblemStatus.exception(new Problem.NotFound("service", request.getId())));
            }
        }

        @Override
        public void listControlServices(
                ListControlServicesRequest request, StreamObserver<ListControlServicesResponse> out) {
            reply(request, out, () -> ListControlServicesResponse.newBuilder()
                    .addServices(Resources.scheduler())
                    .build());
        }

        @Override
        public void listZones(ListZonesRequest request, StreamObserver<ListZonesResponse> out) {
            reply(request, out, () -> Resources.zones(request.getWithHosts()));
        }
    }

    private final class Aggregates extends AggregateServiceGrpc.AggregateServiceImplBase {
        @Override
        public void getAggregate(GetAggregateRequest request, StreamObserver<Aggregate> out) {
            reply(request, out, Resources::aggregate);
        }

        @Override
        public void listAggregates(ListAggregatesRequest request, StreamObserver<ListAggregatesResponse> out) {
            reply(request, out, () -> ListAggregatesResponse.newBuilder()
                    .addAggregates(Resources.aggregate())
                    .build());
        }

        @Override
        public void createAggregate(CreateAggregateRequest request, StreamObserver<Aggregate> out) {
            reply(request, out, () -> Resources.aggregate().toBuilder()
                    .clearUpdateTime()
                    .build());
        }

        @Override
        public void updateAggregate(UpdateAggregateRequest request, StreamObserver<Aggregate> out) {
            reply(request, out, Resources::aggregate);
        }

        @Override
        public void deleteAggregate(DeleteAggregateRequest request, StreamObserver<Empty> out) {
            reply(request, out, Empty::getDefaultInstance);
        }

        @Override
        public void addAggregateHost(AddAggregateHostRequest request, StreamObserver<Aggregate> out) {
            reply(request, out, Resources::aggregate);
        }

        @Override
        public void removeAggregateHost(RemoveAggregateHostRequest request, StreamObserver<Aggregate> out) {
            reply(request, out, Resources::aggregate);
        }

        @Override
        public void setAggregateMetadata(SetAggregateMetadataRequest request, StreamObserver<Aggregate> out) {
            reply(request, out, Resources::aggregate);
        }
    }

    private final class Usages extends UsageServiceGrpc.UsageServiceImplBase {
        @Override
        public void listServerUsages(ListServerUsagesRequest request, StreamObserver<ListServerUsagesResponse> out) {
            reply(request, out, () -> Resources.usages(Math.min(servers, request.getPageSize())));
        }
    }

    private final class Images extends ImageServiceGrpc.ImageServiceImplBase {
        @Override
        public void getImage(GetImageRequest request, StreamObserver<Image> out) {
            reply(request, out, Resources::image);
        }

        @Override
        public void listImages(ListImagesRequest request, StreamObserver<ListImagesResponse> out) {
            reply(request, out, () -> ListImagesResponse.newBuilder()
                    .addImages(Resources.image().toBuilder().removeProperties("auto_disk_config"))
                    .build());
        }

        @Override
        public void updateImage(UpdateImageRequest request, StreamObserver<Image> out) {
            reply(request, out, () -> Resources.image().toBuilder()
                    .clearProperties()
                    .putAllProperties(request.getImage().getPropertiesMap())
                    .build());
        }

        @Override
        public void deleteImage(DeleteImageRequest request, StreamObserver<Empty> out) {
            reply(request, out, Empty::getDefaultInstance);
        }
    }

    private final class Catalog extends CatalogServiceGrpc.CatalogServiceImplBase {
        @Override
        public void listCatalogEntries(
                ListCatalogEntriesRequest request, StreamObserver<ListCatalogEntriesResponse> out) {
            reply(request, out, () -> ListCatalogEntriesResponse.newBuilder()
                    .addEntries(CatalogEntry.newBuilder()
                            .setType("image")
                            .addEndpoints(kilonova.identity.v1.Endpoint.newBuilder()
                                    .setInterface("public")
                                    .setUrl("http://images.example.com")))
                    .build());
        }
    }

    private final class Operations extends OperationServiceGrpc.OperationServiceImplBase {
        @Override
        public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> out) {
            if (request.getAfterTraceId().equals("req-none")) {
                out.onError(ProblemStatus.exception(new Problem.Invalid("after_trace_id", "not there")));
                return;
            }
            reply(request, out, () -> ListOperationsResponse.newBuilder()
                    .addOperations(Resources.stop(administrator))
                    .build());
        }
    }
}
