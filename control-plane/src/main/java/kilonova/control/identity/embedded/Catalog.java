package kilonova.control.identity.embedded;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Where the services of this cloud are.
 *
 * @param region the one region
 * @param services in the order in which clients see them
 */
public record Catalog(String region, List<Service> services) {

    /**
     * One service.
     *
     * @param type {@code identity}, {@code compute}, {@code image}, {@code network}, {@code placement}
     * @param url of all its endpoints, as clients reach it
     * @param answers asked each time the catalog is: a service that is away is left out
     */
    public record Service(String type, String name, String url, BooleanSupplier answers) {
        /** Stays the same as long as the type does, so that scripts may keep it. */
        String id() {
            return stableId("service:" + type);
        }

        String endpointId(String side) {
            return stableId("endpoint:" + type + ":" + side);
        }

        private static String stableId(String text) {
            return java.util
                    .UUID
                    .nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .replace("-", "");
        }
    }

    /** The faces of an endpoint; here all are one. */
    static final List<String> SIDES = List.of("public", "internal", "admin");

    public Catalog {
        services = List.copyOf(services);
    }

    List<Service> answering() {
        return services.stream()
                .filter(service -> service.answers().getAsBoolean())
                .toList();
    }
}
