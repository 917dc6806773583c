package kilonova.control.image.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static kilonova.control.store.tables.Tables.IMAGE;
import static kilonova.control.store.tables.Tables.REPLICA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.control.edge.Refusal;
import kilonova.control.edge.TestEdge;
import kilonova.control.replica.Replicas;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Database;
import kilonova.control.store.RowCounts;
import kilonova.control.store.TestStore;
import kilonova.image.v1.AddImageMemberRequest;
import kilonova.image.v1.AddImageTagRequest;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.DeactivateImageRequest;
import kilonova.image.v1.DeleteImageRequest;
import kilonova.image.v1.DownloadImageRequest;
import kilonova.image.v1.GetImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageFilter;
import kilonova.image.v1.ImageOrder;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ImageServiceGrpc.ImageServiceBlockingV2Stub;
import kilonova.image.v1.ImageStatus;
import kilonova.image.v1.ImageVisibility;
import kilonova.image.v1.ListImagesRequest;
import kilonova.image.v1.MemberStatus;
import kilonova.image.v1.ReactivateImageRequest;
import kilonova.image.v1.UpdateImageMemberRequest;
import kilonova.image.v1.UpdateImageRequest;
import kilonova.image.v1.UploadImageHeader;
import kilonova.image.v1.UploadImageRequest;
import kilonova.kernel.Env;
import kilonova.kernel.ProblemStatus;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EveryDatabase
final class EmbeddedImagesTest {
    private static final Env ENV = Env.real();
    private static final byte[] BYTES = "a very small disk".repeat(10_000).getBytes(StandardCharsets.UTF_8);

    private final Database database;
    private final String project = "p-" + ENV.ids().next();
    private final String stranger = "s-" + ENV.ids().next();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedImages images;

    @SuppressWarnings("NullAway.Init")
    private TestEdge edge;

    EmbeddedImagesTest(TestDatabase place) {
        database = TestStore.open(place);
    }

    @BeforeEach
    void serve() {
        serve(DiskOutput::onDisk);
    }

    private void serve(DiskOutput.Opener opener) {
        images = EmbeddedImages.open(
                database, ENV, TestRequests.on(ENV), new ImageSettings(directory, 1_000_000), opener);
        images.begin(replica("here"));
        edge = TestEdge.serving(List.of(images.service()), ENV);
    }

    @AfterEach
    void close() {
        edge.close();
    }

    @Test
    void whatIsUploadedIsWhatIsDownloaded() throws Exception {
        Image image = upload(create("disk").getId(), BYTES);

        assertThat(image.getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_ACTIVE);
        assertThat(image.getSizeBytes()).isEqualTo(BYTES.length);
        assertThat(image.getVirtualSizeBytes()).isEqualTo(BYTES.length);
        assertThat(image.getMd5()).isEqualTo(sum("MD5"));
        assertThat(image.getSha512()).isEqualTo(sum("SHA-512"));
        assertThat(download(image.getId(), 0)).isEqualTo(BYTES);
        assertThat(download(image.getId(), 1000)).isEqualTo(Arrays.copyOfRange(BYTES, 1000, BYTES.length));
        assertThat(files()).hasSize(1).first().asString().startsWith(image.getId() + ".");
    }

    @Test
    void aHostReadsWhatComputeWasTold() throws Exception {
        Image image = upload(create("disk").getId(), BYTES);
        var seen = images.image(TestEdge.principal("member", project), image.getId());

        assertThat(seen.active()).isTrue();
        assertThat(seen.hash()).isEqualTo(sum("SHA-512"));
        try (var data = images.data(image.getId(), 0)) {
            assertThat(data.readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void theNextReadOfADeletedImageFails() throws Exception {
        Image image = upload(create("disk").getId(), BYTES);
        try (var data = images.data(image.getId(), 0)) {
            assertThat(data.readNBytes(10)).hasSize(10);
            mine().deleteImage(
                            DeleteImageRequest.newBuilder().setId(image.getId()).build());

            assertThatThrownBy(data::read).hasMessageContaining("could not be found");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void anUploadWithTheWrongChecksumLeavesNothing() throws Exception {
        String id = create("disk").getId();
        var before = RowCounts.of(database);
        var call = mine().uploadImage();
        call.write(header(id).setMd5("00").message());
        call.write(chunk(BYTES));

        refused(call, "Invalid");
        assertThat(RowCounts.of(database)).containsAllEntriesOf(withoutLog(before));
        assertThat(get(id).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_QUEUED);
        assertThat(files()).isEmpty();
        assertThat(upload(id, BYTES).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_ACTIVE);
    }

    @Test
    void anUploadThatIsTooShortLeavesNothing() throws Exception {
        String id = create("disk").getId();
        var call = mine().uploadImage();
        call.write(header(id).setSize(BYTES.length + 1).message());
        call.write(chunk(BYTES));

        refused(call, "Invalid");
        assertThat(files()).isEmpty();
    }

    @Test
    void anUploadThatIsTooLargeIsRefusedBeforeItIsWritten() throws Exception {
        String id = create("disk").getId();
        var call = mine().uploadImage();
        call.write(header(id).setSize(1_000_001).message());

        refused(call, "QuotaExceeded");
        assertThat(get(id).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_QUEUED);
    }

    @Test
    void aQcow2WithABackingFileIsRefused() throws Exception {
        String id = mine().createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder().setDiskFormat("qcow2").setContainerFormat("bare"))
                        .build())
                .getId();
        var call = mine().uploadImage();
        call.write(header(id).message());
        call.write(chunk(DiskHeaderTest.qcow2(header -> header.putLong(8, 512))));

        refused(call, "Invalid");
        assertThat(files()).isEmpty();
    }

    @Test
    void aFullDiskIsSaidAndLeavesNothing() throws Exception {
        edge.close();
        serve(path -> new FullDisk(DiskOutput.onDisk(path)));
        String id = create("disk").getId();
        var call = mine().uploadImage();
        call.write(header(id).message());
        call.write(chunk(BYTES));

        refused(call, "Unavailable");
        assertThat(get(id).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_QUEUED);
        assertThat(files()).isEmpty();
    }

    @Test
    void aCancelledUploadCanBeRepeated() throws Exception {
        String id = create("disk").getId();
        var call = mine().uploadImage();
        call.write(header(id).message());
        call.write(chunk(BYTES));
        call.cancel("enough", null);
        awaitQueued(id);

        assertThat(upload(id, BYTES).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_ACTIVE);
    }

    @Test
    void whatACrashLeftIsQueuedAgain() throws Exception {
        String id = create("disk").getId();
        var call = mine().uploadImage();
        call.write(header(id).message());
        call.write(chunk(BYTES));
        awaitPart();
        Files.writeString(directory.resolve("left-over"), "x");

        beginAs("here");

        assertThat(get(id).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_QUEUED);
        assertThat(files()).isEmpty();
        call.cancel("gone", null);
    }

    @Test
    void aReplicaThatStartsUndoesNothingOfOneThatLives() throws Exception {
        assumeThat(database.shared()).isTrue();
        String id = create("disk").getId();
        String whole = upload(create("whole").getId(), BYTES).getId();
        var call = mine().uploadImage();
        call.write(header(id).message());
        call.write(chunk(BYTES));
        awaitPart();

        beginAs("there");

        assertThat(get(id).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_SAVING);
        call.halfClose();
        assertThat(Optional.ofNullable(call.read()).orElseThrow().getStatus())
                .isEqualTo(ImageStatus.IMAGE_STATUS_ACTIVE);
        assertThat(download(id, 0)).isEqualTo(BYTES);
        assertThat(download(whole, 0)).isEqualTo(BYTES);
    }

    @Test
    void whatAReplicaThatWasShutOutWroteIsUndoneByAnother() throws Exception {
        assumeThat(database.shared()).isTrue();
        String id = create("disk").getId();
        var call = mine().uploadImage();
        call.write(header(id).message());
        call.write(chunk(BYTES));
        awaitPart();
        database.write(tx -> tx.sql()
                .update(REPLICA)
                .set(REPLICA.EPOCH, REPLICA.EPOCH.plus(1))
                .set(REPLICA.LEASE_UNTIL, -1L)
                .where(REPLICA.ID.eq("here"))
                .execute());

        beginAs("there");

        assertThat(get(id).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_QUEUED);
        assertThat(files()).isEmpty();
        call.cancel("gone", null);
    }

    @Test
    void anUploadThatComesTooLateHarmsNothingOfTheOneThatCameBefore() throws Exception {
        String id = create("disk").getId();
        var late = mine().uploadImage();
        late.write(header(id).message());
        late.write(chunk("too late".getBytes(UTF_8)));
        awaitPart();
        database.write(tx -> tx.sql()
                .update(IMAGE)
                .set(IMAGE.STATUS, ImageState.QUEUED.word())
                .set(IMAGE.UPLOAD_ID, "")
                .where(IMAGE.ID.eq(id))
                .execute());
        upload(id, BYTES);

        refused(late, "NotFound");
        assertThat(download(id, 0)).isEqualTo(BYTES);
        assertThat(files()).hasSize(1);
    }

    @Test
    void bytesThatNoImageHasAreSweptAwayAndAllOthersStay() throws Exception {
        String id = upload(create("disk").getId(), BYTES).getId();
        String older = upload(create("of an older version").getId(), BYTES).getId();
        for (String name : files()) {
            if (name.startsWith(older)) {
                Files.move(directory.resolve(name), directory.resolve(older));
            }
        }
        database.write(tx -> tx.sql()
                .update(IMAGE)
                .set(IMAGE.UPLOAD_ID, "")
                .where(IMAGE.ID.eq(older))
                .execute());
        Files.writeString(directory.resolve(id + ".other"), "the answer to its delete was lost");
        Files.writeString(directory.resolve(ENV.ids().next() + ".other"), "so was that one");

        images.tick();

        assertThat(files()).hasSize(2);
        assertThat(download(id, 0)).isEqualTo(BYTES);
        assertThat(images.data(older, 0).readAllBytes()).isEqualTo(BYTES);
    }

    private void beginAs(String replica) {
        EmbeddedImages.open(database, ENV, TestRequests.on(ENV), ImageSettings.in(directory))
                .begin(replica(replica));
    }

    private Replicas replica(String id) {
        var replica = new Replicas(ENV, database, id);
        replica.join();
        return replica;
    }

    @Test
    void anUploadUnderTheSameRequestIdIsAnsweredAsBeforeIfItsBytesAreTheSame() throws Exception {
        UploadImageRequest first = header(create("disk").getId()).message().toBuilder()
                .setRequestId(ENV.ids().next().toString())
                .build();
        Image uploaded = send(mine(), first, BYTES);

        assertThat(send(mine(), first, BYTES)).isEqualTo(uploaded);
        assertThat(Refusal.of(() -> send(mine(), first, "others".getBytes(UTF_8)))
                        .reason())
                .isEqualTo("RequestIdReused");
        assertThat(download(uploaded.getId(), 0)).isEqualTo(BYTES);
    }

    private static Image send(ImageServiceBlockingV2Stub who, UploadImageRequest first, byte[] bytes) {
        var call = who.uploadImage();
        try {
            call.write(first);
            call.write(chunk(bytes));
            call.halfClose();
            return Optional.ofNullable(call.read()).orElseThrow();
        } catch (StatusException refused) {
            throw new StatusRuntimeException(refused.getStatus(), refused.getTrailers());
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Test
    void onlyOneUploadWrites() throws Exception {
        String id = upload(create("disk").getId(), BYTES).getId();
        var call = mine().uploadImage();
        call.write(header(id).message());

        refused(call, "WrongState");
        assertThat(download(id, 0)).isEqualTo(BYTES);
    }

    @Test
    void anImageOfAnotherProjectIsNotThere() throws Exception {
        String id = create("disk").getId();

        refused("NotFound", () -> theirs().getImage(getOf(id)));
        refused("NotFound", () -> theirs().deleteImage(
                        DeleteImageRequest.newBuilder().setId(id).build()));
    }

    @Test
    void aPublicImageIsForAllAndOnlyAnAdministratorMakesOne() throws Exception {
        var published = Image.newBuilder().setName("all").setVisibility(ImageVisibility.IMAGE_VISIBILITY_PUBLIC);
        var request = CreateImageRequest.newBuilder().setImage(published).build();
        var before = RowCounts.of(database);

        refused("Forbidden", () -> mine().createImage(request));
        assertThat(RowCounts.of(database)).isEqualTo(before);
        String id = as("admin", project).createImage(request).getId();
        assertThat(theirs().getImage(getOf(id)).getName()).isEqualTo("all");
        refused("Forbidden", () -> theirs().deleteImage(
                        DeleteImageRequest.newBuilder().setId(id).build()));
    }

    @Test
    void aSharedImageIsListedOnceItsMemberAccepts() throws Exception {
        String id = create("shared").getId();
        refused("NotFound", () -> theirs().getImage(getOf(id)));
        mine().addImageMember(AddImageMemberRequest.newBuilder()
                .setId(id)
                .setProjectId(stranger)
                .build());

        assertThat(theirs().getImage(getOf(id)).getId()).isEqualTo(id);
        assertThat(names(theirs(), ImageFilter.getDefaultInstance())).doesNotContain("shared");
        theirs().updateImageMember(UpdateImageMemberRequest.newBuilder()
                .setId(id)
                .setProjectId(stranger)
                .setStatus(MemberStatus.MEMBER_STATUS_ACCEPTED)
                .build());
        assertThat(names(theirs(), ImageFilter.getDefaultInstance())).contains("shared");
    }

    @Test
    void aReaderChangesNothing() {
        refused("Forbidden", () -> as("reader", project)
                .createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder().setName("x"))
                        .build()));
    }

    @Test
    void aProtectedImageStays() throws Exception {
        String id = create("safe").getId();
        update(id, Image.newBuilder().setProtected(true), "protected");

        refused("Locked", () -> mine().deleteImage(
                        DeleteImageRequest.newBuilder().setId(id).build()));
        assertThat(get(id).getProtected()).isTrue();
    }

    @Test
    void anUpdateFromAnOldViewIsStale() throws Exception {
        Image seen = create("old");
        update(seen.getId(), Image.newBuilder().setName("new"), "name");

        refused(
                "Stale",
                () -> update(seen.getId(), Image.newBuilder().setName("lost").setEtag(seen.getEtag()), "name"));
        assertThat(get(seen.getId()).getName()).isEqualTo("new");
    }

    @Test
    void propertiesAndTagsAreKeptAndSearched() throws Exception {
        String id = create("found").getId();
        update(id, Image.newBuilder().putProperties("os_type", "linux").putProperties("x", ""), "properties");
        mine().addImageTag(
                        AddImageTagRequest.newBuilder().setId(id).setTag("t1").build());

        assertThat(get(id).getPropertiesMap()).containsEntry("os_type", "linux").containsEntry("x", "");
        assertThat(names(
                        mine(),
                        ImageFilter.newBuilder()
                                .putProperties("os_type", "linux")
                                .addTags("t1")
                                .build()))
                .containsExactly("found");
        assertThat(names(
                        mine(),
                        ImageFilter.newBuilder().putProperties("os_type", "bsd").build()))
                .isEmpty();
    }

    @Test
    void aDeactivatedImageIsForAdministratorsUntilItIsBack() throws Exception {
        String id = upload(create("disk").getId(), BYTES).getId();
        as("admin", "other")
                .deactivateImage(DeactivateImageRequest.newBuilder().setId(id).build());

        assertThatThrownBy(() -> download(id, 0)).hasMessageContaining("download_image");
        as("admin", "other")
                .reactivateImage(ReactivateImageRequest.newBuilder().setId(id).build());
        assertThat(download(id, 0)).isEqualTo(BYTES);
    }

    @Test
    void pagesFollowEachOtherInTheOrderAskedFor() throws Exception {
        for (String name : List.of("b", "c", "a", "d", "b")) {
            create(name);
        }
        var seen = new ArrayList<String>();
        var after = "";
        boolean more = true;
        while (more) {
            var page = mine().listImages(ListImagesRequest.newBuilder()
                    .setPageSize(2)
                    .setAfterId(after)
                    .setFilter(ImageFilter.newBuilder().setOwner(project))
                    .addOrderBy(ImageOrder.newBuilder().setKey("name").setDescending(true))
                    .build());
            page.getImagesList().forEach(image -> seen.add(image.getName()));
            after = page.getImagesList().getLast().getId();
            more = page.getMore();
        }
        assertThat(seen).containsExactly("d", "c", "b", "b", "a");
    }

    @Test
    void badInputIsRefusedByFieldAndWritesNothing() {
        var before = RowCounts.of(database);

        refused("Invalid", () -> createAs(Image.newBuilder().setName("n".repeat(256))));
        refused("Invalid", () -> createAs(Image.newBuilder().setDiskFormat("floppy")));
        refused("Invalid", () -> createAs(Image.newBuilder().setId("not-an-id")));
        refused("Invalid", () -> createAs(Image.newBuilder().setMinDiskGb(-1)));
        refused("Invalid", () -> mine().listImages(ListImagesRequest.newBuilder()
                .addOrderBy(ImageOrder.newBuilder().setKey("colour"))
                .build()));
        assertThat(RowCounts.of(database)).isEqualTo(before);
    }

    private interface Attempt {
        void run() throws StatusException;
    }

    private static void refused(String reason, Attempt attempt) {
        assertThatThrownBy(attempt::run)
                .satisfies(failure -> assertThat(reason(failure)).isEqualTo(reason));
    }

    private static void refused(BlockingClientCall<UploadImageRequest, Image> call, String reason) {
        assertThatThrownBy(() -> {
                    call.halfClose();
                    call.read();
                })
                .satisfies(failure -> assertThat(reason(failure)).isEqualTo(reason));
    }

    private static String reason(Throwable failure) {
        return ProblemStatus.info(failure)
                .map(com.google.rpc.ErrorInfo::getReason)
                .orElse(failure.toString());
    }

    private Image create(String name) throws StatusException {
        return createAs(Image.newBuilder().setName(name).setDiskFormat("raw").setContainerFormat("bare"));
    }

    private Image createAs(Image.Builder image) throws StatusException {
        return mine().createImage(
                        CreateImageRequest.newBuilder().setImage(image).build());
    }

    private void update(String id, Image.Builder image, String path) throws StatusException {
        mine().updateImage(UpdateImageRequest.newBuilder()
                .setImage(image.setId(id))
                .setUpdateMask(FieldMask.newBuilder().addPaths(path))
                .build());
    }

    private Image upload(String id, byte[] bytes) throws Exception {
        var call = mine().uploadImage();
        call.write(header(id).setSize(bytes.length).message());
        int half = bytes.length / 2;
        call.write(chunk(Arrays.copyOf(bytes, half)));
        call.write(chunk(Arrays.copyOfRange(bytes, half, bytes.length)));
        call.halfClose();
        return Optional.ofNullable(call.read()).orElseThrow();
    }

    private byte[] download(String id, long offset) throws Exception {
        var call = mine().downloadImage(DownloadImageRequest.newBuilder()
                .setId(id)
                .setOffset(offset)
                .build());
        var bytes = new ByteArrayOutputStream();
        for (var some = call.read(); some != null; some = call.read()) {
            some.getChunk().writeTo(bytes);
        }
        return bytes.toByteArray();
    }

    private Image get(String id) throws StatusException {
        return mine().getImage(getOf(id));
    }

    private static GetImageRequest getOf(String id) {
        return GetImageRequest.newBuilder().setId(id).build();
    }

    private static List<String> names(ImageServiceBlockingV2Stub who, ImageFilter filter) throws StatusException {
        return who
                .listImages(ListImagesRequest.newBuilder()
                        .setPageSize(1000)
                        .setFilter(filter)
                        .build())
                .getImagesList()
                .stream()
                .map(Image::getName)
                .toList();
    }

    private ImageServiceBlockingV2Stub mine() {
        return as("member", project);
    }

    private ImageServiceBlockingV2Stub theirs() {
        return as("member", stranger);
    }

    private ImageServiceBlockingV2Stub as(String role, String who) {
        return edge.as(role, who, ImageServiceGrpc::newBlockingV2Stub);
    }

    private static Header header(String id) {
        return new Header(UploadImageHeader.newBuilder().setId(id));
    }

    private record Header(UploadImageHeader.Builder header) {
        Header setSize(long size) {
            header.setSizeBytes(size);
            return this;
        }

        Header setMd5(String md5) {
            header.setMd5(md5);
            return this;
        }

        UploadImageRequest message() {
            return UploadImageRequest.newBuilder().setHeader(header).build();
        }
    }

    private static UploadImageRequest chunk(byte[] bytes) {
        return UploadImageRequest.newBuilder()
                .setChunk(ByteString.copyFrom(bytes))
                .build();
    }

    private List<String> files() throws IOException {
        try (var all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Uploads end on a thread of the server's. */
    private void awaitQueued(String id) throws Exception {
        while (get(id).getStatus() != ImageStatus.IMAGE_STATUS_QUEUED || !files().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private void awaitPart() throws IOException {
        while (files().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    /** The change log grows with each state of the image, by design. */
    private static Map<String, Integer> withoutLog(Map<String, Integer> counts) {
        var rest = new TreeMap<>(counts);
        rest.remove("change_log");
        return rest;
    }

    private static String sum(String algorithm) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(BYTES));
    }

    /** Takes a few bytes, then has no room. */
    private record FullDisk(DiskOutput disk) implements DiskOutput {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
            disk.write(bytes.slice(0, 100));
            throw new IOException("No space left on device");
        }

        @Override
        public void sync() throws IOException {
            disk.sync();
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }
}
