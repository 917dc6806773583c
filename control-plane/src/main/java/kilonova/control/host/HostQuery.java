package kilonova.control.host;

import java.util.Optional;

/**
 * Which hosts to list, by name.
 *
 * @param name the only one, empty for any
 * @param part what its name or its hypervisor's holds, empty for anything
 * @param after the name that the page before ended with
 */
record HostQuery(String name, String part, Optional<String> after, int limit) {}
