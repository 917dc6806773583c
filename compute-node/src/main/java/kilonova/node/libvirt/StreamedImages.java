package kilonova.node.libvirt;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.v1.FetchImageRequest;
import kilonova.node.v1.NodeServiceGrpc;

/** Images fetched from the control plane. */
public final class StreamedImages implements ImageSource {
    private static final long LONGEST_FETCH_MINUTES = 60;

    private final Channel channel;

    public StreamedImages(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void fetch(String imageId, OutputStream out) throws IOException {
        var call = Context.current().withCancellation();
        try {
            call.run(() -> copy(imageId, out));
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        } catch (StatusRuntimeException failure) {
            throw trouble(imageId, failure);
        } finally {
            call.cancel(null);
        }
    }

    private void copy(String imageId, OutputStream out) {
        var chunks = NodeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(LONGEST_FETCH_MINUTES, TimeUnit.MINUTES)
                .fetchImage(FetchImageRequest.newBuilder().setImageId(imageId).build());
        try {
            while (chunks.hasNext()) {
                chunks.next().getData().writeTo(out);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static GuestTrouble trouble(String imageId, StatusRuntimeException failure) {
        return failure.getStatus().getCode() == Status.Code.NOT_FOUND
                ? new GuestTrouble(FaultReason.IMAGE_NOT_FOUND, "Image " + imageId + " is no longer there.", failure)
                : new GuestTrouble(
                        FaultReason.IMAGE_UNAVAILABLE,
                        "Image " + imageId + " could not be fetched: "
                                + failure.getStatus().getCode(),
                        failure);
    }
}
