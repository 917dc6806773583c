package kilonova.control.image.embedded;

import io.grpc.BindableService;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import kilonova.control.identity.Principal;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.control.replica.Replicas;
import kilonova.control.request.Requests;
import kilonova.control.store.Database;
import kilonova.kernel.Env;

/** The embedded image service: what compute asks of it, and its own gRPC service. */
public final class EmbeddedImages implements Images {
    /** How often what nobody else clears away is looked for. */
    public static final Duration SWEEP = Duration.ofMinutes(1);

    private final Requests requests;
    private final ImageCatalog catalog;
    private final ImageTransfers transfers;
    private final ImageMembers members;
    private final Lives lives = new Lives();
    private final ImageSweep sweep;

    private EmbeddedImages(
            Database database, Env env, Requests requests, ImageSettings settings, DiskOutput.Opener opener) {
        this.requests = requests;
        var files = new ImageFiles(settings.directory(), opener);
        var repository = new ImageRepository();
        var memberRows = new MemberRepository();
        this.catalog = new ImageCatalog(database, env, files, repository, memberRows);
        this.transfers = new ImageTransfers(database, env, files, repository, catalog, lives, settings.maxImageBytes());
        this.members = new ImageMembers(database, env, catalog, repository, memberRows);
        this.sweep = new ImageSweep(database, env, files, repository, lives);
    }

    /** Opens the service; before anyone uploads, {@link #begin}. */
    public static EmbeddedImages open(Database database, Env env, Requests requests, ImageSettings settings) {
        return open(database, env, requests, settings, DiskOutput::onDisk);
    }

    static EmbeddedImages open(
            Database database, Env env, Requests requests, ImageSettings settings, DiskOutput.Opener opener) {
        return new EmbeddedImages(database, env, requests, settings, opener);
    }

    /**
     * Uploads are this process's from here on, and those that it wrote in an earlier life are undone.
     *
     * @param replicas after this process has joined them
     */
    public void begin(Replicas replicas) {
        lives.of(replicas);
        sweep.tick();
    }

    /** Undoes what ended processes and lost answers left; after {@link #begin}, every {@link #SWEEP}. */
    public void tick() {
        sweep.tick();
    }

    /** {@code kilonova.image.v1.ImageService}. */
    public BindableService service() {
        return new ImageApi(catalog, transfers, members, requests);
    }

    @Override
    public Image image(Principal who, String id) {
        StoredImage image = catalog.get(who, id);
        ImageFacts facts = image.facts();
        return new Image(
                image.id(),
                facts.name(),
                facts.owner().value(),
                image.state().word(),
                facts.diskFormat(),
                facts.containerFormat(),
                image.bytes().map(ImageBytes::size).orElse(0L),
                image.bytes().map(each -> each.virtualSize().orElse(0)).orElse(0L),
                "sha512",
                image.bytes().map(ImageBytes::sha512).orElse(""),
                facts.minDiskGb(),
                facts.minMemoryMb(),
                Map.copyOf(facts.properties()));
    }

    @Override
    public InputStream data(String id, long offset) {
        return transfers.data(id, offset);
    }
}
