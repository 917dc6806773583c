package kilonova.gateway.image;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Routes;
import kilonova.image.v1.DownloadImageRequest;
import kilonova.image.v1.DownloadImageResponse;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ImageStatus;
import kilonova.image.v1.UploadImageHeader;
import kilonova.image.v1.UploadImageRequest;

/** The bytes of images, passed through in chunks: one chunk is in memory, however large the image. */
final class ImageFileRoutes {
    private static final String BYTES = "application/octet-stream";
    private static final int CHUNK = 256 * 1024;
    /** The longest that the bytes of one image may take. */
    private static final Duration TRANSFER = Duration.ofHours(24);
    /** A refused sender may not look at the answer before all is sent: so much of it is thrown away. */
    private static final long MAX_DRAINED = 64L * 1024 * 1024;

    private ImageFileRoutes() {}

    static void on(Routes routes) {
        routes.put("/v2/images/{id}/file", ImageFileRoutes::upload)
                .get("/v2/images/{id}/file", ImageFileRoutes::download);
    }

    private static Answer upload(Exchange exchange) {
        String type = exchange.header("content-type").orElse("");
        if (!type.startsWith(BYTES)) {
            throw HttpFault.of(415, "Expected content type " + BYTES + ", not '" + type + "'.")
                    .raise();
        }
        var header = UploadImageHeader.newBuilder().setId(exchange.variable("id"));
        exchange.header("content-length")
                .filter(text -> text.matches("\\d{1,18}"))
                .ifPresent(text -> header.setSizeBytes(Long.parseLong(text)));
        var call = exchange.calls()
                .to(ImageServiceGrpc::newBlockingV2Stub, TRANSFER)
                .uploadImage();
        try (InputStream body = exchange.bodyStream()) {
            try {
                send(call, header.build(), body);
            } catch (StatusException refused) {
                drain(body);
                throw new StatusRuntimeException(refused.getStatus(), refused.getTrailers());
            }
        } catch (IOException gone) {
            call.cancel("the sender went away", gone);
            throw HttpFault.of(400, "The data ended before its time.").raise();
        } catch (InterruptedException stop) {
            call.cancel("interrupted", stop);
            Thread.currentThread().interrupt();
            throw HttpFault.of(503, "The service is stopping.").raise();
        }
        return Answer.empty(204);
    }

    private static void send(
            BlockingClientCall<UploadImageRequest, Image> call, UploadImageHeader header, InputStream body)
            throws IOException, InterruptedException, StatusException {
        boolean open =
                call.write(UploadImageRequest.newBuilder().setHeader(header).build());
        while (open) {
            byte[] chunk = body.readNBytes(CHUNK);
            if (chunk.length == 0) {
                break;
            }
            open = call.write(UploadImageRequest.newBuilder()
                    .setChunk(UnsafeByteOperations.unsafeWrap(chunk))
                    .build());
        }
        if (open) {
            call.halfClose();
        }
        if (call.read() == null) {
            throw HttpFault.of(500, "").raise();
        }
    }

    private static void drain(InputStream body) throws IOException {
        byte[] some = new byte[CHUNK];
        long drained = 0;
        int read = 0;
        while (read >= 0 && drained < MAX_DRAINED) {
            drained += read;
            read = body.read(some);
        }
    }

    private static Answer download(Exchange exchange) {
        Image image = ImageRoutes.get(exchange);
        if (image.getStatus() == ImageStatus.IMAGE_STATUS_QUEUED
                || image.getStatus() == ImageStatus.IMAGE_STATUS_SAVING) {
            return Answer.empty(204);
        }
        exchange.untimed();
        return Answer.bytes(200, BYTES, out -> receive(exchange, image, out))
                .with("content-length", Long.toString(image.getSizeBytes()))
                .with("content-md5", image.getMd5());
    }

    private static void receive(Exchange exchange, Image image, OutputStream out) throws IOException {
        var call = exchange.calls()
                .to(ImageServiceGrpc::newBlockingV2Stub, TRANSFER)
                .downloadImage(
                        DownloadImageRequest.newBuilder().setId(image.getId()).build());
        try {
            for (DownloadImageResponse some = call.read(); some != null; some = call.read()) {
                some.getChunk().writeTo(out);
            }
        } catch (StatusException refused) {
            throw new StatusRuntimeException(refused.getStatus(), refused.getTrailers());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("the service is stopping", stop);
        } catch (IOException gone) {
            call.cancel("the reader went away", gone);
            throw gone;
        }
    }
}
