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

/**
 * A network between two processes. Messages of one call arrive late but in order, those of different calls in any order;
 * calls are lost, and break off when it is cut; while it is parted nothing gets through.
 */
final class Wire extends Channel {
    private static final Duration FASTEST = Duration.ofNanos(50_000);

    private final Timeline timeline;
    private final Supplier<Channel> other;
    private final Duration slowest;
    private final Set<WireCall<?, ?>> open = new LinkedHashSet<>();
    private double losing;
    private double repeating;
    private long partedThere;
    private long partedBack;

    /** @param other leads to whoever is at the other end just now */
    Wire(Timeline timeline, Supplier<Channel> other, Duration slowest) {
        this.timeline = timeline;
        this.other = other;
        this.slowest = slowest;
    }

    /** Which share of single calls is lost, on the way there or back. */
    Wire losing(double share) {
        losing = share;
        return this;
    }

    /** Which share of the messages in streams arrives twice. */
    Wire repeating(double share) {
        repeating = share;
        return this;
    }

    /** Every call that is open breaks off here; what is on its way there still arrives, and then the other side hears. */
    void cut() {
        new ArrayList<>(open).forEach(call -> call.cut(false));
    }

    /** The process at the other end is gone: what is on its way is lost. */
    void sever() {
        new ArrayList<>(open).forEach(call -> call.cut(true));
    }

    /** Nothing gets through for a while; what is sent meanwhile waits. */
    void part(Duration time, boolean there, boolean back) {
        long until = timeline.nowMicros() + time.toNanos() / 1_000;
        partedThere = there ? until : partedThere;
        partedBack = back ? until : partedBack;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        return new WireCall<>(this, other.get().newCall(method, options.withoutWaitForReady()), method);
    }

    @Override
    public String authority() {
        return "simulated";
    }

    private boolean chance(double share) {
        return share > 0 && timeline.random().nextDouble() < share;
    }

    private static final class WireCall<Q, A> extends ClientCall<Q, A> {
        private final Wire wire;
        private final ClientCall<Q, A> call;
        private final boolean streaming;
        private final boolean requestLost;
        private final boolean answerLost;
        private @Nullable Listener<A> listener;
        private long lastThere;
        private long lastBack;
        /** This side has heard the end. */
        private boolean over;
        /** The other side is gone. */
        private boolean severed;

        WireCall(Wire wire, ClientCall<Q, A> call, MethodDescriptor<Q, A> method) {
            this.wire = wire;
            this.call = call;
            this.streaming = method.getType() != MethodDescriptor.MethodType.UNARY;
            boolean lost = !streaming && wire.chance(wire.losing);
            this.requestLost = lost && wire.timeline.random().nextBoolean();
            this.answerLost = lost && !requestLost;
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
                            if (streaming && wire.chance(wire.repeating)) {
                                back(() -> hears.onMessage(message));
                            }
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            back(() -> end(answerLost ? lost() : status, trailers));
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
            if (streaming && wire.chance(wire.repeating)) {
                there(() -> call.sendMessage(message));
            }
        }

        @Override
        public void halfClose() {
            there(() -> {
                if (requestLost) {
                    call.cancel("the request was lost", null);
                    end(lost(), new Metadata());
                } else {
                    call.halfClose();
                }
            });
        }

        @Override
        public void cancel(@Nullable String why, @Nullable Throwable cause) {
            there(() -> call.cancel(why, cause));
            if (!over) {
                back(() -> end(Status.CANCELLED, new Metadata()));
            }
        }

        @Override
        public boolean isReady() {
            return !over;
        }

        void cut(boolean sever) {
            if (over) {
                return;
            }
            end(lost(), new Metadata());
            if (sever) {
                severed = true;
                call.cancel("the other side is gone", null);
            } else {
                there(() -> call.cancel("the network was cut", null));
            }
        }

        private static Status lost() {
            return Status.UNAVAILABLE.withDescription("the network was cut");
        }

        private void end(Status status, Metadata trailers) {
            if (!over && listener != null) {
                over = true;
                wire.open.remove(this);
                listener.onClose(status, trailers);
            }
        }

        private void there(Runnable delivery) {
            lastThere = Math.max(lastThere + 1, arrival(wire.partedThere));
            wire.timeline.at(lastThere, () -> {
                if (!severed) {
                    delivery.run();
                }
            });
        }

        private void back(Runnable delivery) {
            lastBack = Math.max(lastBack + 1, arrival(wire.partedBack));
            wire.timeline.at(lastBack, () -> {
                if (!over) {
                    delivery.run();
                }
            });
        }

        private long arrival(long partedUntil) {
            return Math.max(wire.timeline.nowMicros(), partedUntil)
                    + wire.timeline.between(FASTEST, wire.slowest).toNanos() / 1_000;
        }
    }
}
