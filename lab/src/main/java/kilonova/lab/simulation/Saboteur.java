package kilonova.lab.simulation;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.node.v1.HostInventory;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;

/** Changes messages on their way in, so that the control plane behaves as one with that bug would. */
record Saboteur(Sabotage bug) implements ServerInterceptor {
    private static final int INFLATION = 10;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                super.onMessage(changed(message));
            }
        };
    }

    @SuppressWarnings("unchecked")
    private <Q> Q changed(Q message) {
        return switch (bug) {
            case ACKNOWLEDGE_UNWRITTEN ->
                message instanceof CreateServerRequest create
                        ? (Q) create.toBuilder().setValidateOnly(true).build()
                        : message;
            case IGNORE_REQUEST_IDS ->
                message instanceof CreateServerRequest create
                        ? (Q) create.toBuilder().clearRequestId().build()
                        : message;
            case INFLATE_HOSTS -> message instanceof NodeMessage node && node.hasHello() ? (Q) inflated(node) : message;
            case NONE, FORGET_OPEN_OPERATIONS -> message;
        };
    }

    private static NodeMessage inflated(NodeMessage message) {
        var changed = message.toBuilder();
        for (HypervisorReport.Builder report : changed.getHelloBuilder().getHostsBuilderList()) {
            for (String resource :
                    java.util.List.copyOf(report.getInventoriesMap().keySet())) {
                HostInventory had = report.getInventoriesOrThrow(resource);
                report.putInventories(
                        resource,
                        had.toBuilder()
                                .setTotal(had.getTotal() * INFLATION)
                                .setMaxUnit(had.getMaxUnit() * INFLATION)
                                .build());
            }
        }
        return changed.build();
    }

    static Optional<Saboteur> of(Sabotage bug) {
        return bug == Sabotage.NONE ? Optional.empty() : Optional.of(new Saboteur(bug));
    }
}
