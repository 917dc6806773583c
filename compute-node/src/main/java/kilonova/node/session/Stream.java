package kilonova.node.session;

import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.Consumer;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * One stream to the control plane, from opening to end. Sending, and saying that a message was {@link #taken}, is for one
 * thread; what comes is handed on as it comes, on any thread.
 */
final class Stream {
    /** Messages that came and were not taken yet, at most: the control plane waits with the next. */
    static final int MOST_UNTAKEN = 16;
    /** Wishes carry user data: a batch of them may be large. */
    private static final int LARGEST_MESSAGE_BYTES = 64 << 20;

    /** Hears of one stream. */
    interface Ear {
        void came(ControlMessage message);

        void ready();

        void ended(String why);
    }

    private final Pipe pipe;
    private long sequence;
    private boolean over;

    private Stream(Pipe pipe) {
        this.pipe = pipe;
    }

    static Stream open(Channel channel, Ear ear) {
        var pipe = new Pipe(ear);
        NodeServiceGrpc.newStub(channel)
                .withMaxInboundMessageSize(LARGEST_MESSAGE_BYTES)
                .connect(pipe);
        return new Stream(pipe);
    }

    void send(Consumer<NodeMessage.Builder> content) {
        if (over) {
            return;
        }
        var message = NodeMessage.newBuilder().setSequence(++sequence);
        content.accept(message);
        pipe.out().onNext(message.build());
    }

    /** A message that came was dealt with: another may come. */
    void taken() {
        if (!over) {
            pipe.out().request(1);
        }
    }

    /** Whether the network takes more just now. */
    boolean ready() {
        return !over && pipe.out().isReady();
    }

    /** Ends it in good order. */
    void complete() {
        if (!over) {
            over = true;
            pipe.out().onCompleted();
        }
    }

    /** Ends it at once. */
    void cancel(String why) {
        if (!over) {
            over = true;
            pipe.out().cancel(why, null);
        }
    }

    /** It ended from the other side. */
    void gone() {
        over = true;
    }

    private static final class Pipe implements ClientResponseObserver<NodeMessage, ControlMessage> {
        private final Ear ear;
        private @Nullable ClientCallStreamObserver<NodeMessage> out;

        Pipe(Ear ear) {
            this.ear = ear;
        }

        ClientCallStreamObserver<NodeMessage> out() {
            if (out == null) {
                throw new IllegalStateException("stream: used before it was opened");
            }
            return out;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<NodeMessage> requests) {
            out = requests;
            requests.setOnReadyHandler(ear::ready);
            requests.disableAutoRequestWithInitial(MOST_UNTAKEN);
        }

        @Override
        public void onNext(ControlMessage message) {
            ear.came(message);
        }

        @Override
        public void onError(Throwable failure) {
            ear.ended(StreamEnd.words(failure));
        }

        @Override
        public void onCompleted() {
            ear.ended("the control plane closed the stream");
        }
    }
}
