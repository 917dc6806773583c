package kilonova.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a cloud tells its administrator in the files of its data directory.
 *
 * @param account the variables of the openrc file
 * @param endpoints by service
 */
record CloudAccess(long pid, Map<String, String> account, Map<String, String> endpoints) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXPORT = Pattern.compile("(?m)^export (\\w+)='([^']*)'$");

    CloudAccess {
        account = Map.copyOf(account);
        endpoints = Map.copyOf(endpoints);
    }

    static CloudAccess of(Path dataDir) throws IOException {
        JsonNode run = JSON.readTree(Files.readString(dataDir.resolve("run.json")));
        var endpoints = new HashMap<String, String>();
        run.path("endpoints")
                .properties()
                .forEach(each -> endpoints.put(each.getKey(), each.getValue().asText()));
        return new CloudAccess(
                run.path("pid").asLong(), account(Files.readString(dataDir.resolve("openrc"))), endpoints);
    }

    static Map<String, String> account(String openrc) {
        var account = new HashMap<String, String>();
        EXPORT.matcher(openrc).results().forEach(each -> account.put(each.group(1), each.group(2)));
        return account;
    }

    URI rest(String service) throws BenchFailure {
        return URI.create(endpoint(service));
    }

    String endpoint(String service) throws BenchFailure {
        String endpoint = endpoints.get(service);
        if (endpoint == null) {
            throw new BenchFailure("the cloud has no endpoint for " + service);
        }
        return endpoint;
    }

    /** The body of a password login that is scoped to the administrator's project. */
    String login() {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode auth = body.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        identity.putArray("methods").add("password");
        ObjectNode user = identity.putObject("password").putObject("user");
        user.put("name", account.get("OS_USERNAME")).put("password", account.get("OS_PASSWORD"));
        user.putObject("domain").put("name", account.get("OS_USER_DOMAIN_NAME"));
        ObjectNode project = auth.putObject("scope").putObject("project").put("name", account.get("OS_PROJECT_NAME"));
        project.putObject("domain").put("name", account.get("OS_PROJECT_DOMAIN_NAME"));
        return body.toString();
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return "CloudAccess[" + pid + ", " + endpoints + "]";
    }
}
