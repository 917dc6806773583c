package kilonova.node.libvirt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.v1.GuestImage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
    private static final byte[] BYTES = "an image".getBytes(UTF_8);
    private static final String MD5 = "8d7e95d6b2a4b2b1a0e6c2f6f1b5c3a9";

    private final Path directory;
    private final AtomicInteger fetches = new AtomicInteger();

    ImageCacheTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void anImageIsFetchedOnceHoweverManyAsk() throws Exception {
        var cache = cache(BYTES);
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var files = new ArrayList<Future<Path>>();
            for (int i = 0; i < 20; i++) {
                files.add(askers.submit(() -> cache.ensure(image().build())));
            }
            for (var file : files) {
                assertThat(Files.readAllBytes(file.get())).isEqualTo(BYTES);
            }
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void anImageWithAnotherHashIsRefusedAndNotKept() {
        var wrong = image().setHashAlgorithm("md5").setHash(MD5).build();
        assertReason(() -> cache(BYTES).ensure(wrong), FaultReason.IMAGE_UNACCEPTABLE);
        assertNothingKept();
    }

    @Test
    void anImageOfAnotherSizeIsRefusedAndNotKept() {
        assertReason(() -> cache("short".getBytes(UTF_8)).ensure(image().build()), FaultReason.IMAGE_UNACCEPTABLE);
        assertNothingKept();
    }

    @Test
    void anUnknownChecksumIsNotTakenOnTrust() {
        var strange = image().setHashAlgorithm("crc32").setHash("00").build();
        assertReason(() -> cache(BYTES).ensure(strange), FaultReason.IMAGE_UNACCEPTABLE);
    }

    @Test
    void anImageThatTheDiskCannotHoldIsNotEvenFetched() {
        var huge = image().setSizeBytes(1L << 60).build();
        assertReason(() -> cache(BYTES).ensure(huge), FaultReason.DISK_FULL);
        assertThat(fetches).hasValue(0);
    }

    @Test
    void anImageIsKeptWhileAGuestIsBuiltOnItOrItWasAskedForToday() throws IOException {
        var cache = cache(BYTES);
        var used = cache.ensure(image().setId("used").build());
        var unused = cache.ensure(image().setId("unused").build());
        var fresh = cache.ensure(image().setId("fresh").build());
        for (var each : List.of(used, unused, fresh)) {
            Files.setLastModifiedTime(each, FileTime.fromMillis(0));
        }
        cache.ensure(image().setId("fresh").build());
        cache.prune(Set.of(used.getFileName().toString()));
        assertThat(used).exists();
        assertThat(fresh).exists();
        assertThat(unused).doesNotExist();
    }

    @Test
    void anImageThatIsGoneIsNamed() {
        var cache = new ImageCache(directory, new NoImages());
        assertReason(() -> cache.ensure(image().build()), FaultReason.IMAGE_NOT_FOUND);
        assertNothingKept();
    }

    @Test
    void aFetchThatBreaksOffLeavesNothingBehind() {
        var cache = new ImageCache(directory, (id, out) -> {
            out.write(BYTES, 0, 3);
            throw new IOException("No space left on device");
        });
        assertThatThrownBy(() -> cache.ensure(image().build())).isInstanceOf(IOException.class);
        assertNothingKept();
    }

    private ImageCache cache(byte[] bytes) {
        return new ImageCache(directory, (id, out) -> {
            fetches.incrementAndGet();
            out.write(bytes);
        });
    }

    private static GuestImage.Builder image() {
        return GuestImage.newBuilder().setId("image").setDiskFormat("raw").setSizeBytes(BYTES.length);
    }

    private static void assertReason(ThrowingCallable work, FaultReason reason) {
        assertThatThrownBy(work).isInstanceOfSatisfying(GuestTrouble.class, trouble -> assertThat(trouble.reason())
                .isEqualTo(reason));
    }

    private void assertNothingKept() {
        assertThat(directory).isEmptyDirectory();
    }
}
