package kilonova.control.image.embedded;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Once;
import kilonova.image.v1.Image;
import kilonova.image.v1.UploadImageHeader;
import kilonova.image.v1.UploadImageRequest;
import kilonova.kernel.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One upload as it arrives. Each message is written before the next one is asked for, so the disk sets the pace and one
 * chunk is in memory. However it ends, other than well, the upload is abandoned.
 */
final class UploadStream implements StreamObserver<UploadImageRequest> {
    /** Larger chunks are refused: they are what an upload holds in memory. */
    static final int MAX_CHUNK = 1024 * 1024;

    private final Principal who;
    private final ImageTransfers transfers;
    private final StreamObserver<Image> out;
    private final Function<UploadImageRequest, Once<StoredImage, Image>> asOnce;
    private @Nullable Once<StoredImage, Image> once;
    private @Nullable ImageUpload upload;
    private @Nullable RepeatedUpload repeated;
    private boolean ended;

    /** @param asOnce the first message, as the request that it is */
    UploadStream(
            Principal who,
            ImageTransfers transfers,
            StreamObserver<Image> out,
            Function<UploadImageRequest, Once<StoredImage, Image>> asOnce) {
        this.asOnce = asOnce;
        this.who = who;
        this.transfers = transfers;
        this.out = out;
    }

    @Override
    public void onNext(UploadImageRequest message) {
        if (ended) {
            return;
        }
        try {
            switch (message.getPartCase()) {
                case HEADER -> begin(message);
                case CHUNK -> write(message);
                case PART_NOT_SET ->
                    throw new Problem.Invalid("part", "not set (expected: header, then chunks)").raise();
            }
        } catch (IOException failed) {
            fail(ImageTransfers.storage(failed).raise());
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    @Override
    public void onError(Throwable gone) {
        abandon();
    }

    @Override
    public void onCompleted() {
        if (ended) {
            return;
        }
        try {
            Image whole = whole();
            ended = true;
            out.onNext(whole);
            out.onCompleted();
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    private Image whole() {
        return repeated == null ? transfers.finish(begun(), Objects.requireNonNull(once)) : repeated.finish();
    }

    private void begin(UploadImageRequest message) {
        if (once != null) {
            throw new Problem.Invalid("header", "sent twice (expected: once, first)").raise();
        }
        UploadImageHeader header = message.getHeader();
        once = asOnce.apply(message);
        Optional<Image> before = transfers.before(once);
        if (before.isPresent()) {
            repeated = new RepeatedUpload(before.get(), message.getRequestId());
            return;
        }
        var size = header.hasSizeBytes() ? OptionalLong.of(header.getSizeBytes()) : OptionalLong.empty();
        upload = transfers.begin(who, header.getId(), new ImageUpload.Expected(size, header.getMd5()));
    }

    private void write(UploadImageRequest message) throws IOException {
        if (message.getChunk().size() > MAX_CHUNK) {
            throw new Problem.Invalid("chunk", message.getChunk().size() + " bytes (expected: at most 1 MiB)").raise();
        }
        if (repeated != null) {
            repeated.write(message.getChunk().asReadOnlyByteBuffer());
        } else {
            begun().write(message.getChunk().asReadOnlyByteBuffer());
        }
    }

    private ImageUpload begun() {
        if (upload == null) {
            throw new Problem.Invalid("header", "missing (expected: the first message)").raise();
        }
        return upload;
    }

    private void fail(RuntimeException why) {
        ended = true;
        abandon();
        out.onError(Unary.status(why));
    }

    private void abandon() {
        ended = true;
        if (upload != null) {
            transfers.abandon(upload);
        }
    }
}
