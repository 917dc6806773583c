package kilonova.control.identity.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers for a short while who holds which token, by the token's SHA-256: a heap dump shows no tokens. Bounded: two
 * generations, of which the older is dropped when the younger is full.
 */
final class BearerCache {
    private static final int MAX_GENERATION = 20_000;

    private final long lifeMicros;
    private volatile Generations generations = Generations.empty();

    private record Digest(long a, long b, long c, long d) {}

    private record Entry(Bearer bearer, long untilMicros) {}

    private record Generations(ConcurrentHashMap<Digest, Entry> young, ConcurrentHashMap<Digest, Entry> old) {
        static Generations empty() {
            return new Generations(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        Generations aged() {
            return new Generations(new ConcurrentHashMap<>(), young);
        }
    }

    BearerCache(Duration life) {
        this.lifeMicros = life.toNanos() / 1_000;
    }

    /** What {@link #remember} needs to know of the time before the look-up: what is cleared meanwhile stays cleared. */
    Object mark() {
        return generations.young();
    }

    Optional<Bearer> find(String token, long nowMicros) {
        Digest digest = digest(token);
        Generations now = generations;
        Entry entry = now.young().get(digest);
        if (entry == null) {
            entry = now.old().get(digest);
        }
        return entry != null && nowMicros < entry.untilMicros() ? Optional.of(entry.bearer()) : Optional.empty();
    }

    /** Until the cache's time or the token's own is over; not at all when the cache was cleared since the mark. */
    void remember(String token, Bearer bearer, long nowMicros, Object mark) {
        Generations now = generations;
        if (now.young() != mark) {
            return;
        }
        long until = Math.min(nowMicros + lifeMicros, bearer.claims().expiresMicros());
        now.young().put(digest(token), new Entry(bearer, until));
        if (now.young().size() >= MAX_GENERATION) {
            age(now);
        }
    }

    private synchronized void age(Generations full) {
        if (generations == full) {
            generations = full.aged();
        }
    }

    /** Forgets everybody: something changed that tokens depend on. */
    synchronized void clear() {
        generations = Generations.empty();
    }

    private static Digest digest(String token) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            return new Digest(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }
}
