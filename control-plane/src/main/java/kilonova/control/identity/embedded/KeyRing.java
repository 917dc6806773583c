package kilonova.control.identity.embedded;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * The keys that sign tokens, newest first: the newest signs, all verify. Invariant: never empty.
 */
record KeyRing(List<ECKey> keys) {
    /** After this long another key signs. */
    static final Duration SIGNS_FOR = Duration.ofDays(30);

    KeyRing {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: none (expected: at least one)");
        }
    }

    static KeyRing of(ECKey only) {
        return new KeyRing(List.of(only));
    }

    /** A new P-256 key pair, named by its thumbprint. */
    static ECKey newKey(Instant now) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .issueTime(Date.from(now))
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("this Java has no P-256", impossible);
        }
    }

    ECKey signing() {
        return keys.getFirst();
    }

    Optional<ECKey> find(String id) {
        return keys.stream().filter(key -> key.getKeyID().equals(id)).findFirst();
    }

    boolean due(Instant now) {
        return issued(signing()).plus(SIGNS_FOR).isBefore(now);
    }

    /** A ring in which {@code next} signs; keys whose last token has expired are dropped. */
    KeyRing rotated(ECKey next, Duration tokenLife) {
        var ring = new ArrayList<ECKey>();
        ring.add(next);
        Instant successor = issued(next);
        for (ECKey key : keys) {
            if (successor.plus(tokenLife).isAfter(issued(next))) {
                ring.add(key);
            }
            successor = issued(key);
        }
        return new KeyRing(ring);
    }

    private static Instant issued(ECKey key) {
        Date at = key.getIssueTime();
        return at == null ? Instant.EPOCH : at.toInstant();
    }

    /** With the private halves: for {@link KeyFile} alone. */
    String secretText() {
        return new JWKSet(List.<JWK>copyOf(keys)).toString(false);
    }

    static KeyRing parse(String text) throws ParseException {
        var keys = new ArrayList<ECKey>();
        for (JWK key : JWKSet.parse(text).getKeys()) {
            if (key instanceof ECKey pair && pair.isPrivate()) {
                keys.add(pair);
            }
        }
        if (keys.isEmpty()) {
            throw new ParseException("no private P-256 key", 0);
        }
        keys.sort(Comparator.comparing(KeyRing::issued).reversed());
        return new KeyRing(keys);
    }

    @Override
    public String toString() {
        return "KeyRing" + keys.stream().map(ECKey::getKeyID).toList();
    }
}
