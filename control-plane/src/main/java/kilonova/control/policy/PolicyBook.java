package kilonova.control.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules each service ships. Names such as {@code admin_api} mean different things in different books. */
public enum PolicyBook {
    COMPUTE("compute.json"),
    PLACEMENT("placement.json"),
    IDENTITY("identity.json");

    private final String resource;

    PolicyBook(String resource) {
        this.resource = resource;
    }

    List<PolicyRule> rules() {
        try (InputStream in = PolicyBook.class.getResourceAsStream("/kilonova/policy/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("policy: " + resource + " is missing from the class path");
            }
            var rules = new ArrayList<PolicyRule>();
            for (JsonNode rule : new ObjectMapper().readTree(in).get("rules")) {
                rules.add(rule(rule));
            }
            return rules;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static PolicyRule rule(JsonNode rule) {
        String name = rule.get("name").asText();
        var scopes = new ArrayList<String>();
        rule.get("scope_types").forEach(scope -> scopes.add(scope.asText()));
        String former = rule.path("deprecated_rule").path("name").asText("");
        return new PolicyRule(
                name,
                rule.get("check_str").asText(),
                scopes,
                former.isEmpty() || former.equals(name) ? Optional.empty() : Optional.of(former));
    }
}
