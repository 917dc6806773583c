package kilonova.control.keypair;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import kilonova.compute.v1.CreateKeypairRequest;
import kilonova.compute.v1.CreateKeypairResponse;
import kilonova.compute.v1.DeleteKeypairRequest;
import kilonova.compute.v1.GetKeypairRequest;
import kilonova.compute.v1.KeypairServiceGrpc;
import kilonova.compute.v1.ListKeypairsRequest;
import kilonova.compute.v1.ListKeypairsResponse;
import kilonova.compute.v1.WatchKeypairsRequest;
import kilonova.compute.v1.WatchKeypairsResponse;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.identity.UserId;
import kilonova.control.request.Requests;
import kilonova.control.watch.Watches;

/** Wire in, wire out: parse, call one method of {@link Keypairs}, render. No other logic. */
public final class KeypairApi extends KeypairServiceGrpc.KeypairServiceImplBase {
    private final Keypairs keypairs;
    private final Requests requests;
    private final Watches watches;

    public KeypairApi(Keypairs keypairs, Requests requests, Watches watches) {
        this.keypairs = keypairs;
        this.requests = requests;
        this.watches = watches;
    }

    @Override
    public void getKeypair(GetKeypairRequest request, StreamObserver<kilonova.compute.v1.Keypair> out) {
        Unary.reply(out, () -> KeypairProto.message(keypairs.get(who(), user(request.getUserId()), request.getName())));
    }

    @Override
    public void listKeypairs(ListKeypairsRequest request, StreamObserver<ListKeypairsResponse> out) {
        Unary.reply(
                out,
                () -> KeypairProto.page(
                        keypairs.list(
                                who(),
                                user(request.getUserId()),
                                Paging.after(request.getPageToken(), request.getAfterName(), request, who()),
                                Paging.size(request.getPageSize())),
                        request,
                        who()));
    }

    @Override
    public void createKeypair(CreateKeypairRequest request, StreamObserver<CreateKeypairResponse> out) {
        Unary.reply(out, () -> {
            var said = request.getKeypair();
            // The private half leaves with the first answer only.
            return keypairs.create(
                    who(),
                    user(said.getUserId()),
                    said.getName(),
                    KeypairProto.kind(said.getType()),
                    said.getPublicKey(),
                    requests.once(
                            who(),
                            request,
                            CreateKeypairResponse.getDefaultInstance(),
                            KeypairProto::made,
                            answer -> answer.toBuilder().clearPrivateKey().build()));
        });
    }

    @Override
    public void deleteKeypair(DeleteKeypairRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out,
                () -> keypairs.delete(
                        who(), user(request.getUserId()), request.getName(), requests.once(who(), request)));
    }

    @Override
    public void watchKeypairs(WatchKeypairsRequest request, StreamObserver<WatchKeypairsResponse> out) {
        Unary.stream(
                out,
                () -> watches.open(
                        out,
                        keypairs.watch(
                                Call.current(),
                                user(request.getUserId()),
                                request.getRevision(),
                                news -> WatchKeypairsResponse.newBuilder()
                                        .addAllEvents(news.stream()
                                                .map(KeypairProto::event)
                                                .toList())
                                        .build(),
                                (bookmark, complete) -> WatchKeypairsResponse.newBuilder()
                                        .setBookmark(bookmark)
                                        .setSnapshotComplete(complete)
                                        .build())));
    }

    private static UserId user(String id) {
        return id.isEmpty() ? who().user() : new UserId(id);
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
