package kilonova.control.image.embedded;

import io.grpc.BindableService;
import java.io.InputStream;
import java.util.Map;
import kilonova.control.identity.Principal;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.control.request.Requests;
import kilonova.control.store.Database;
import kilonova.kernel.Env;

/** The embedded image service: what compute asks of it, and its own gRPC service. */
public final class EmbeddedImages implements Images {
    private final Requests requests;
    private final ImageCatalog catalog;
    private final ImageTransfers transfers;
    private final ImageMembers members;

    private EmbeddedImages(
            Database database, Env env, Requests requests, ImageSettings settings, DiskOutput.Opener opener) {
        this.requests = requests;
        var files = new ImageFiles(settings.directory(), opener);
        var repository = new ImageRepository();
        var memberRows = new MemberRepository();
        this.catalog = new ImageCatalog(database, env, files, repository, memberRows);
        this.transfers = new ImageTransfers(database, env, files, repository, catalog, settings.maxImageBytes());
        this.members = new ImageMembers(database, env, catalog, repository, memberRows);
    }

    /** Opens the service, and undoes the uploads that a crash cut off. */
    public static EmbeddedImages open(Database database, Env env, Requests requests, ImageSettings settings) {
        return open(database, env, requests, settings, DiskOutput::onDisk);
    }

    static EmbeddedImages open(
            Database database, Env env, Requests requests, ImageSettings settings, DiskOutput.Opener opener) {
        var images = new EmbeddedImages(database, env, requests, settings, opener);
        images.transfers.recover();
        return images;
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
