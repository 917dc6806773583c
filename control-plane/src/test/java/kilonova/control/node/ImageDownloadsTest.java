package kilonova.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.node.v1.FetchImageRequest;
import kilonova.node.v1.FetchImageResponse;
import kilonova.node.v1.NodeServiceGrpc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ImageDownloadsTest {
    private static final long SIZE = 64L << 20;

    @Test
    void aReaderThatTakesNothingCostsOneChunkAndLosesItsDownload() {
        var image = new Zeros(SIZE);
        try (var streams = new Streams(image)) {
            var reader = new Reader(streams, 0);
            assertThat(image.read).isLessThanOrEqualTo(2L * ImageDownload.CHUNK);
            assertThat(streams.sessions.downloads().size()).isEqualTo(1);
            streams.pass(ImageDownloads.STALLED.plus(Duration.ofSeconds(1)));
            reader.go(1);
            assertThat(reader.end.map(Status::getCode)).contains(Status.Code.DEADLINE_EXCEEDED);
            assertThat(image.closed).isTrue();
            assertThat(streams.sessions.downloads().size()).isZero();
        }
    }

    @Test
    void aSlowReaderGetsItAll() {
        var image = new Zeros(SIZE);
        try (var streams = new Streams(image)) {
            var reader = new Reader(streams, 1);
            for (int i = 0; i < 100 && reader.end.isEmpty(); i++) {
                streams.pass(ImageDownloads.STALLED.dividedBy(2));
                reader.go(1);
            }
            assertThat(reader.bytes).isEqualTo(SIZE);
            assertThat(reader.end.map(Status::getCode)).contains(Status.Code.OK);
            assertThat(image.closed).isTrue();
        }
    }

    @Test
    void aReaderThatHangsUpLeavesNothingOpen() {
        var image = new Zeros(SIZE);
        try (var streams = new Streams(image)) {
            new Reader(streams, 1).hangUp();
            assertThat(image.closed).isTrue();
            assertThat(streams.sessions.downloads().size()).isZero();
        }
    }

    private static final class Reader implements ClientResponseObserver<FetchImageRequest, FetchImageResponse> {
        private final int first;
        private @Nullable ClientCallStreamObserver<FetchImageRequest> call;
        private long bytes;
        private Optional<Status> end = Optional.empty();

        Reader(Streams streams, int first) {
            this.first = first;
            NodeServiceGrpc.newStub(streams.channel()).fetchImage(FetchImageRequest.getDefaultInstance(), this);
        }

        void go(int messages) {
            stream().request(messages);
        }

        void hangUp() {
            stream().cancel("enough", null);
        }

        private ClientCallStreamObserver<FetchImageRequest> stream() {
            if (call == null) {
                throw new IllegalStateException("not begun");
            }
            return call;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<FetchImageRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(first);
        }

        @Override
        public void onNext(FetchImageResponse message) {
            bytes += message.getData().size();
        }

        @Override
        public void onError(Throwable failure) {
            end = Optional.of(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            end = Optional.of(Status.OK);
        }
    }

    /** One image of nothing but zeros. */
    private static final class Zeros extends InputStream implements Images {
        private final long size;
        private long read;
        private boolean closed;

        Zeros(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return read < size && read++ >= 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int now = (int) Math.min(length, size - read);
            read += now;
            return now == 0 && length > 0 ? -1 : now;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public Image image(Principal who, String id) {
            throw new kilonova.kernel.Problem.NotFound("image", id).raise();
        }

        @Override
        public InputStream data(String id, long offset) {
            return this;
        }
    }
}
