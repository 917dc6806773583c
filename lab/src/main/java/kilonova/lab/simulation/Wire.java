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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A network between two processes. Messages of one call arrive late but in order, those of different calls in any order;
 * calls are lost, and break off when it is cut; while it is parted nothing gets through.
 */
final class Wire extends Channel {
    private static final Duration FASTEST = Duration.ofNanos(50_000);
    /** How long somebody waits for a single answer. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(3);

    private static final Duration MOST_PATIENCE = Duration.ofSeconds(8);

    private final Timeline timeline;
    private final Doors doors;
    private final Function<SimulatedControl, Channel> channel;
    private final Duration slowest;
    private final Set<WireCall<?, ?>> open = new LinkedHashSet<>();
    private Consumer<Runnable> caller = Runnable::run;
    private double losing;
    private double repeating;
    private long partedThere;
    private long partedBack;

    /**
     * @param doors lead to a control plane, each time anew
     * @param channel the one of its ports that is wanted
     */
    Wire(Timeline timeline, Doors doors, Function<SimulatedControl, Channel> channel, Duration slowest) {
        this.timeline = timeline;
        this.doors = doors;
        this.channel = channel;
        this.slowest = slowest;
    }

    /** Which share of single calls is lost, on the way there or back. */
    Wire losing(double share) {
        losing = share;
        return this;
    }

    /** What runs whatever the caller hears: one that may be asleep, or gone. */
    Wire heardBy(Consumer<Runnable> who) {
        caller = who;
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

    /** That process is gone: what is on its way to it, or from it, is lost. */
    void sever(SimulatedControl gone) {
        new ArrayList<>(open).stream().filter(call -> call.goesTo(gone)).forEach(call -> call.cut(true));
    }

    /** Who is connected to that process and hears nothing gives up. */
    void giveUp(SimulatedControl silent) {
        new ArrayList<>(open).stream().filter(call -> call.goesTo(silent)).forEach(call -> call.cut(false));
    }

    /** Nothing gets through for a while; what is sent meanwhile waits. */
    void part(Duration time, boolean there, boolean back) {
        long until = timeline.nowMicros() + time.toNanos() / 1_000;
        partedThere = there ? until : partedThere;
        partedBack = back ? until : partedBack;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        Optional<SimulatedControl> control = doors.next();
        if (control.isEmpty()) {
            return new RefusedCall<>(this);
        }
        ClientCall<Q, A> call = channel.apply(control.get()).newCall(method, options.withoutWaitForReady());
        return new WireCall<>(this, control.get(), call, method);
    }

    @Override
    public String authority() {
        return "simulated";
    }

    private boolean chance(double share) {
        return share > 0 && timeline.random().nextDouble() < share;
    }

    /** Nobody is at the other end. */
    private static final class RefusedCall<Q, A> extends ClientCall<Q, A> {
        private final Wire wire;

        RefusedCall(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void start(Listener<A> hears, Metadata headers) {
            wire.timeline.after(
                    wire.timeline.between(FASTEST, wire.slowest),
                    () -> wire.caller.accept(() -> hears.onClose(
                            Status.UNAVAILABLE.withDescription("the connection was refused"), new Metadata())));
        }

        @Override
        public void request(int messages) {}

        @Override
        public void sendMessage(Q message) {}

        @Override
        public void halfClose() {}

        @Override
        public void cancel(@Nullable String why, @Nullable Throwable cause) {}
    }

    private static final class WireCall<Q, A> extends ClientCall<Q, A> {
        private final Wire wire;
        private final SimulatedControl control;
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

        WireCall(Wire wire, SimulatedControl control, ClientCall<Q, A> call, MethodDescriptor<Q, A> method) {
            this.wire = wire;
            this.control = control;
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
            if (!streaming) {
                wire.timeline.after(wire.timeline.between(LEAST_PATIENCE, MOST_PATIENCE), this::losePatience);
            }
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

        boolean goesTo(SimulatedControl other) {
            return control == other;
        }

        /** Whoever waits for a single answer asks elsewhere in the end; what was asked may still be done. */
        private void losePatience() {
            if (!over) {
                there(() -> call.cancel("the deadline is over", null));
                end(Status.DEADLINE_EXCEEDED.withDescription("no answer in time"), new Metadata());
            }
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
                Listener<A> hears = listener;
                wire.caller.accept(() -> hears.onClose(status, trailers));
            }
        }

        private void there(Runnable delivery) {
            lastThere = Math.max(lastThere + 1, arrival(wire.partedThere));
            wire.timeline.at(
                    lastThere,
                    () -> control.run(() -> {
                        if (!severed) {
                            delivery.run();
                        }
                    }));
        }

        private void back(Runnable delivery) {
            lastBack = Math.max(lastBack + 1, arrival(wire.partedBack));
            wire.timeline.at(
                    lastBack,
                    () -> wire.caller.accept(() -> {
                        if (!over) {
                            delivery.run();
                        }
                    }));
        }

        private long arrival(long partedUntil) {
            return Math.max(wire.timeline.nowMicros(), partedUntil)
                    + wire.timeline.between(FASTEST, wire.slowest).toNanos() / 1_000;
        }
    }
}
