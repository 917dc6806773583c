package kilonova.control.host;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.compute.v1.DeleteControlServiceRequest;
import kilonova.compute.v1.DeleteHostRequest;
import kilonova.compute.v1.GetHostRequest;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.ListControlServicesRequest;
import kilonova.compute.v1.ListControlServicesResponse;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.ListHostsResponse;
import kilonova.compute.v1.ListZonesRequest;
import kilonova.compute.v1.ListZonesResponse;
import kilonova.compute.v1.UpdateHostRequest;
import kilonova.compute.v1.WatchHostsRequest;
import kilonova.compute.v1.WatchHostsResponse;
import kilonova.compute.v1.Zone;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;
import kilonova.control.watch.Watches;

/** Wire in, wire out for hosts and zones. */
public final class HostApi extends HostServiceGrpc.HostServiceImplBase {
    private final HostDesk desk;
    private final Requests requests;
    private final ControlServices control;
    private final Watches watches;

    public HostApi(HostDesk desk, Requests requests, ControlServices control, Watches watches) {
        this.desk = desk;
        this.requests = requests;
        this.control = control;
        this.watches = watches;
    }

    @Override
    public void getHost(GetHostRequest request, StreamObserver<kilonova.compute.v1.Host> out) {
        Unary.reply(out, () -> HostProto.message(desk.get(who(), request.getId())));
    }

    @Override
    public void listHosts(ListHostsRequest request, StreamObserver<ListHostsResponse> out) {
        Unary.reply(out, () -> {
            HostDesk.Page page = desk.list(who(), request);
            var response = ListHostsResponse.newBuilder();
            page.hosts().forEach(host -> response.addHosts(HostProto.message(host, request.getView())));
            page.more().ifPresent(last -> response.setNextPageToken(Paging.token(last, request, who())));
            return response.build();
        });
    }

    @Override
    public void updateHost(UpdateHostRequest request, StreamObserver<kilonova.compute.v1.Host> out) {
        Unary.reply(out, () -> {
            var wanted = request.getHost();
            List<String> mask = request.getUpdateMask().getPathsList();
            var word = new HostDesk.Word(
                    wanted.getId(),
                    wanted.getEtag(),
                    said(mask, "enabled", wanted.getEnabled(), wanted.getEnabled()),
                    said(
                            mask,
                            "disabled_reason",
                            wanted.getDisabledReason(),
                            !wanted.getDisabledReason().isEmpty()),
                    said(mask, "forced_down", wanted.getForcedDown(), wanted.getForcedDown()));
            return desk.set(
                    who(),
                    word,
                    requests.once(who(), request, kilonova.compute.v1.Host.getDefaultInstance(), HostProto::message));
        });
    }

    @Override
    public void deleteHost(DeleteHostRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> desk.delete(who(), request.getId(), request.getEtag(), requests.once(who(), request)));
    }

    /** What the mask names, or without one what is set. */
    private static <T> Optional<T> said(List<String> mask, String path, T value, boolean set) {
        return mask.contains(path) || mask.isEmpty() && set ? Optional.of(value) : Optional.empty();
    }

    @Override
    public void listControlServices(
            ListControlServicesRequest request, StreamObserver<ListControlServicesResponse> out) {
        Unary.reply(out, () -> {
            desk.requireServices(who());
            return ListControlServicesResponse.newBuilder()
                    .addAllServices(control.all())
                    .build();
        });
    }

    @Override
    public void deleteControlService(DeleteControlServiceRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> desk.deleteControl(who(), control, request.getId(), requests.once(who(), request)));
    }

    @Override
    public void listZones(ListZonesRequest request, StreamObserver<ListZonesResponse> out) {
        Unary.reply(out, () -> zones(desk.inZones(who(), request.getWithHosts()), request.getWithHosts()));
    }

    @Override
    public void watchHosts(WatchHostsRequest request, StreamObserver<WatchHostsResponse> out) {
        Unary.stream(
                out,
                () -> watches.open(
                        out,
                        desk.watch(
                                Call.current(),
                                request.getView(),
                                request.getRevision(),
                                news -> WatchHostsResponse.newBuilder()
                                        .addAllEvents(news.stream()
                                                .map(each -> HostProto.event(each, request.getView()))
                                                .toList())
                                        .build(),
                                (bookmark, complete) -> WatchHostsResponse.newBuilder()
                                        .setBookmark(bookmark)
                                        .setSnapshotComplete(complete)
                                        .build())));
    }

    private ListZonesResponse zones(List<HostDesk.Seen> hosts, boolean withHosts) {
        Map<String, Zone.Builder> zones = new TreeMap<>();
        for (HostDesk.Seen each : hosts) {
            Zone.Builder zone = zones.computeIfAbsent(
                    each.host().zone(), name -> Zone.newBuilder().setName(name));
            zone.setAvailable(zone.getAvailable() || each.host().enabled());
            if (withHosts) {
                zone.addHosts(HostProto.message(each));
            }
        }
        var response = ListZonesResponse.newBuilder();
        zones.values().forEach(response::addZones);
        if (withHosts) {
            response.addZones(Zone.newBuilder()
                    .setName("internal")
                    .setInternal(true)
                    .setAvailable(true)
                    .addAllServices(control.all()));
        }
        return response.build();
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
