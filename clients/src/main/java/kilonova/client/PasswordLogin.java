package kilonova.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gets tokens for a name and a password from the identity service (Keystone v3), a new one shortly before the last ends. */
public final class PasswordLogin implements TokenSource {
    private static final Duration REQUEST = Duration.ofSeconds(20);
    private static final Duration EARLY = Duration.ofMinutes(2);
    private static final Pattern EXPIRES = Pattern.compile("\"expires_at\"\\s*:\\s*\"([^\"]+)\"");

    private record Token(String value, Instant expires) {}

    private final URI address;
    private final Trust trust;
    private final String body;
    private final Clock clock;
    private @Nullable Token current;

    /**
     * @param address of the identity service, {@code /v3} included
     * @param trust what counts when that is an {@code https} one
     */
    public PasswordLogin(
            URI address,
            Trust trust,
            String user,
            String userDomain,
            String password,
            String project,
            String domain,
            Clock clock) {
        this.address = URI.create(address + "/auth/tokens");
        this.trust = trust;
        this.clock = clock;
        this.body = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                 {"name": %s, "domain": {"name": %s}, "password": %s}}},
                 "scope": {"project": {"name": %s, "domain": {"name": %s}}}}}""".formatted(quoted(user), quoted(userDomain), quoted(password), quoted(project), quoted(domain));
    }

    /** From the variables of an {@code openrc} file. Throws {@link IllegalArgumentException} naming one that is missing. */
    public static PasswordLogin of(Map<String, String> environment) {
        return new PasswordLogin(
                URI.create(needed(environment, "OS_AUTH_URL")),
                Trust.of(environment),
                needed(environment, "OS_USERNAME"),
                environment.getOrDefault("OS_USER_DOMAIN_NAME", "Default"),
                needed(environment, "OS_PASSWORD"),
                needed(environment, "OS_PROJECT_NAME"),
                environment.getOrDefault("OS_PROJECT_DOMAIN_NAME", "Default"),
                Clock.systemUTC());
    }

    @Override
    public synchronized String token() {
        if (current == null || clock.instant().isAfter(current.expires.minus(EARLY))) {
            current = login();
        }
        return current.value;
    }

    private Token login() {
        var request = HttpRequest.newBuilder(address)
                .timeout(REQUEST)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (var http = HttpClient.newBuilder().sslContext(trust.context()).build()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            String value = response.headers().firstValue("X-Subject-Token").orElse("");
            Matcher expires = EXPIRES.matcher(response.body());
            if (response.statusCode() != 201 || value.isEmpty() || !expires.find()) {
                throw new IllegalStateException(address + " answered " + response.statusCode());
            }
            return new Token(value, Instant.parse(expires.group(1)));
        } catch (IOException failed) {
            throw new UncheckedIOException(address + " cannot be reached", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private static String needed(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is not set (load the openrc file that `kilonova up` wrote)");
        }
        return value;
    }

    /** A JSON string. */
    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
