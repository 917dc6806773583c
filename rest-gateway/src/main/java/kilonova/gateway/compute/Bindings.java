package kilonova.gateway.compute;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which handler serves which endpoint; filled at start-up. */
public final class Bindings {
    private final Map<Key, Served> served = new LinkedHashMap<>();

    /** An endpoint's name in the table. */
    public record Key(String method, String path, Optional<String> action) {}

    public Bindings on(String method, String path, Served.Handler handler) {
        return bind(new Key(method, path, Optional.empty()), new Served(handler, Optional.empty()));
    }

    public Bindings action(String path, String action, Served.Handler handler) {
        return bind(new Key("POST", path, Optional.of(action)), new Served(handler, Optional.empty()));
    }

    /** As {@link #on}, for what works but not in all that Nova's does; {@code lacking} says what is missing. */
    public Bindings partly(String method, String path, String lacking, Served.Handler handler) {
        return bind(new Key(method, path, Optional.empty()), new Served(handler, Optional.of(lacking)));
    }

    private Bindings bind(Key key, Served what) {
        if (served.put(key, what) != null) {
            throw new IllegalArgumentException(key + ": bound twice");
        }
        return this;
    }

    Map<Key, Served> served() {
        return served;
    }
}
