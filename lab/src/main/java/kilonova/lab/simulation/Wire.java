package kilonova.lab.simulation;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A network between two processes: messages of a call arrive later but in order, and calls break off when it is cut. */
final class Wire extends Channel {
    private static final Duration FASTEST = Duration.ofNanos(50_000);

    private final Timeline timeline;
    private final Supplier<Channel> other;
    private final Duration slowest;
    private final Set<WireCall<?, ?>> open = new LinkedHashSet<>();

    /** @param other leads to whoever is at the other end just now */
    Wire(Timeline timeline, Supplier<Channel> other, Duration slowest) {
        this.timeline = timeline;
        this.other = other;
        this.slowest = slowest;
    }

    /** Every call that is open breaks off; what was on its way is lost. */
    void cut() {
        new ArrayList<>(open).forEach(WireCall::cut);
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        return new WireCall<>(this, other.get().newCall(method, options.withoutWaitForReady()));
    }

    @Override
    public String authority() {
        return "simulated";
    }

    private static final class WireCall<Q, A> extends ClientCall<Q, A> {
        private final Wire wire;
        private final ClientCall<Q, A> call;
        private @Nullable Listener<A> listener;
        private long lastThere;
        private long lastBack;
        private boolean over;

        WireCall(Wire wire, ClientCall<Q, A> call) {
            this.wire = wire;
            this.call = call;
        }

        @Override
        public void start(Listener<A> hears, Metadata headers) {
            listener = hears;
            wire.open.add(this);
            call.start(
                    new Listener<>() {
                        @Override
                        public void onHeaders(Metadata answerHeaders) {
                            back(() -> hears.onHeaders(answerHeaders));
                        }

                        @Override
                        public void onMessage(A message) {
                            back(() -> hears.onMessage(message));
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            back(() -> end(status, trailers));
                        }

                        @Override
                        public void onReady() {
                            back(hears::onReady);
                        }
                    },
                    headers);
        }

        @Override
        public void request(int messages) {
            call.request(messages);
        }

        @Override
        public void sendMessage(Q message) {
            there(() -> call.sendMessage(message));
        }

        @Override
        public void halfClose() {
            there(call::halfClose);
        }

        @Override
        public void cancel(@Nullable String why, @Nullable Throwable cause) {
            call.cancel(why, cause);
            if (!over) {
                back(() -> end(Status.CANCELLED, new Metadata()));
            }
        }

        @Override
        public boolean isReady() {
            return !over;
        }

        void cut() {
            if (!over) {
                end(Status.UNAVAILABLE.withDescription("the network was cut"), new Metadata());
                call.cancel("the network was cut", null);
            }
        }

        private void end(Status status, Metadata trailers) {
            if (!over && listener != null) {
                over = true;
                wire.open.remove(this);
                listener.onClose(status, trailers);
            }
        }

        private void there(Runnable delivery) {
            lastThere = Math.max(lastThere + 1, arrival());
            wire.timeline.at(lastThere, () -> {
                if (!over) {
                    delivery.run();
                }
            });
        }

        private void back(Runnable delivery) {
            lastBack = Math.max(lastBack + 1, arrival());
            wire.timeline.at(lastBack, () -> {
                if (!over) {
                    delivery.run();
                }
            });
        }

        private long arrival() {
            return wire.timeline.nowMicros()
                    + wire.timeline.between(FASTEST, wire.slowest).toNanos() / 1_000;
        }
    }
}
