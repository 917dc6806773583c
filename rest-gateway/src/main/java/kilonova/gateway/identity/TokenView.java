package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import kilonova.gateway.http.Json;
import kilonova.identity.v1.CatalogEntry;
import kilonova.identity.v1.Endpoint;
import kilonova.identity.v1.Token;

/** A token as the Identity API shows it. */
final class TokenView {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private TokenView() {}

    static ObjectNode of(Token token, boolean withCatalog) {
        ObjectNode body = Json.object();
        ObjectNode view = body.putObject("token");
        token.getMethodsList().forEach(view.putArray("methods")::add);
        ObjectNode user = view.putObject("user");
        named(
                user.putObject("domain"),
                token.getUser().getDomainId(),
                token.getUser().getDomainName());
        named(user, token.getUser().getId(), token.getUser().getName()).putNull("password_expires_at");
        token.getAuditIdsList().forEach(view.putArray("audit_ids")::add);
        view.put("expires_at", time(token.getExpireTime()));
        view.put("issued_at", time(token.getCreateTime()));
        switch (token.getScopeCase()) {
            case PROJECT -> {
                ObjectNode project = view.putObject("project");
                named(
                        project.putObject("domain"),
                        token.getProject().getDomainId(),
                        token.getProject().getDomainName());
                named(project, token.getProject().getId(), token.getProject().getName());
                view.put("is_domain", false);
                scoped(view, token, withCatalog);
            }
            case SYSTEM -> {
                view.putObject("system").put("all", true);
                scoped(view, token, withCatalog);
            }
            case SCOPE_NOT_SET -> {}
        }
        return body;
    }

    private static void scoped(ObjectNode view, Token token, boolean withCatalog) {
        ArrayNode roles = view.putArray("roles");
        token.getRolesList().forEach(role -> named(roles.addObject(), role.getId(), role.getName()));
        if (withCatalog) {
            catalog(view.putArray("catalog"), token.getCatalogList());
        }
    }

    static void catalog(ArrayNode list, List<CatalogEntry> entries) {
        for (CatalogEntry entry : entries) {
            ObjectNode service = list.addObject();
            ArrayNode endpoints = service.putArray("endpoints");
            for (Endpoint endpoint : entry.getEndpointsList()) {
                endpoints
                        .addObject()
                        .put("id", endpoint.getId())
                        .put("interface", endpoint.getInterface())
                        .put("region_id", endpoint.getRegionId())
                        .put("url", endpoint.getUrl())
                        .put("region", endpoint.getRegionId());
            }
            service.put("id", entry.getId()).put("type", entry.getType()).put("name", entry.getName());
        }
    }

    private static ObjectNode named(ObjectNode node, String id, String name) {
        return node.put("id", id).put("name", name);
    }

    private static String time(Timestamp time) {
        return TIME.format(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    }
}
