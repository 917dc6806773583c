package kilonova.gateway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Face;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.http.Routes;

/** Glance's API, version 2. */
public final class ImageFace implements Face {
    private final Routes routes = new Routes();

    public ImageFace() {
        VersionPages.on(routes);
        SchemaPages.on(routes);
        ImageRoutes.on(routes);
        ImageFileRoutes.on(routes);
        MemberRoutes.on(routes);
        routes.get("/v2/info/import", e -> importInfo()).get("/v2/info/stores", e -> {
            throw HttpFault.of(404, "Multi backend is not supported at this site.")
                    .raise();
        });
    }

    @Override
    public String name() {
        return "image";
    }

    @Override
    public Answer handle(Exchange exchange) {
        return routes.handle(exchange);
    }

    @Override
    public Answer fault(Exchange exchange, HttpFault fault) {
        return FaultPage.of(fault);
    }

    @Override
    public ProblemWords words() {
        return ImageWords.ALL;
    }

    private static Answer importInfo() {
        ObjectNode page = Json.object();
        ObjectNode methods = page.putObject("import-methods");
        methods.put("description", "Import methods available.").put("type", "array");
        methods.putArray("value");
        return Answer.json(200, page);
    }
}
