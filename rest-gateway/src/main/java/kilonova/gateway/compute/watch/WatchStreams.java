package kilonova.gateway.compute.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.ResourceEventKind;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerEvent;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.WatchHostsRequest;
import kilonova.compute.v1.WatchHostsResponse;
import kilonova.compute.v1.WatchOperationsRequest;
import kilonova.compute.v1.WatchOperationsResponse;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;
import kilonova.gateway.compute.Links;
import kilonova.gateway.compute.host.HypervisorView;
import kilonova.gateway.compute.operation.InstanceActions;
import kilonova.gateway.compute.server.ServerView;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** The watches that are served as server-sent events, by path. */
public final class WatchStreams {
    /** What their paths begin with. */
    public static final String PATH = "/watch/v1/";

    private static final String LAST = "last-event-id";

    private WatchStreams() {}

    /** Streams what the path names; empty when it names no watch. */
    public static Optional<Answer> answer(Exchange exchange) {
        return switch (exchange.path().substring(PATH.length())) {
            case "servers" -> Optional.of(servers(exchange));
            case "operations" -> Optional.of(operations(exchange));
            case "hosts" -> Optional.of(hosts(exchange));
            default -> Optional.empty();
        };
    }

    private static Answer servers(Exchange exchange) {
        var links = new Links(exchange.origin() + "/v2.1", exchange.origin());
        var stub = exchange.calls().listening(ServerServiceGrpc::newBlockingV2Stub);
        return stream(
                exchange,
                from -> stub.watchServers(WatchServersRequest.newBuilder()
                        .setRevision(from)
                        .setAllProjects(everywhere(exchange))
                        .build()),
                (WatchServersResponse told) -> new Told(
                        told.getEventsList().stream()
                                .map(event -> server(event, links))
                                .toList(),
                        told.getBookmark(),
                        told.getSnapshotComplete()));
    }

    private static Told.Event server(ServerEvent event, Links links) {
        Server server = event.getServer();
        return new Told.Event(
                event.getKind() == ServerEvent.Kind.KIND_DELETED,
                event.getRevision(),
                named("server", ServerView.newest(server, links)));
    }

    private static Answer operations(Exchange exchange) {
        var stub = exchange.calls().listening(OperationServiceGrpc::newBlockingV2Stub);
        return stream(
                exchange,
                from -> stub.watchOperations(WatchOperationsRequest.newBuilder()
                        .setRevision(from)
                        .setAllProjects(everywhere(exchange))
                        .build()),
                (WatchOperationsResponse told) -> new Told(
                        told.getEventsList().stream()
                                .map(event -> new Told.Event(
                                        false,
                                        event.getRevision(),
                                        named("instanceAction", InstanceActions.newest(event.getOperation()))))
                                .toList(),
                        told.getBookmark(),
                        told.getSnapshotComplete()));
    }

    private static Answer hosts(Exchange exchange) {
        var stub = exchange.calls().listening(HostServiceGrpc::newBlockingV2Stub);
        return stream(
                exchange,
                from -> stub.watchHosts(
                        WatchHostsRequest.newBuilder().setRevision(from).build()),
                (WatchHostsResponse told) -> new Told(
                        told.getEventsList().stream()
                                .map(event -> host(event.getKind(), event.getRevision(), event.getHost()))
                                .toList(),
                        told.getBookmark(),
                        told.getSnapshotComplete()));
    }

    private static Told.Event host(ResourceEventKind kind, long revision, Host host) {
        boolean gone = kind == ResourceEventKind.RESOURCE_EVENT_KIND_DELETED;
        return new Told.Event(
                gone,
                revision,
                named("hypervisor", gone ? Json.object().put("id", host.getId()) : HypervisorView.newest(host)));
    }

    private static ObjectNode named(String name, ObjectNode resource) {
        var document = Json.object();
        document.set(name, resource);
        return document;
    }

    private static <M> Answer stream(
            Exchange exchange, Function<Long, BlockingClientCall<?, M>> open, Function<M, Told> words) {
        if (!exchange.method().equals("GET")) {
            throw HttpFault.of(405, "Watches are read by GET.").raise();
        }
        long from = from(exchange);
        BlockingClientCall<?, M> call = open.apply(from);
        try {
            return new EventStream<>(call, words, exchange.calls().deadline(), from == 0).answer();
        } catch (StatusException refused) {
            throw refused.getStatus().asRuntimeException(refused.getTrailers());
        }
    }

    /** Where the reader goes on: the header counts, as it is what readers send of themselves when they come back. */
    private static long from(Exchange exchange) {
        List<String> asked = exchange.query().getAll("revision");
        String text = exchange.header(LAST).map(String::strip).orElseGet(() -> asked.isEmpty() ? "0" : asked.getLast());
        try {
            return Long.parseUnsignedLong(text.isEmpty() ? "0" : text);
        } catch (NumberFormatException malformed) {
            throw HttpFault.of(400, "'" + text + "' is no id of an event.").raise();
        }
    }

    private static boolean everywhere(Exchange exchange) {
        List<String> asked = exchange.query().getAll("all_tenants");
        return !asked.isEmpty() && List.of("1", "true", "True", "").contains(asked.getLast());
    }
}
