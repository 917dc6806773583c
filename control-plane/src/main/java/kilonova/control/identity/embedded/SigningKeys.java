package kilonova.control.identity.embedded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Signs and reads tokens with the keys of the file as they are now: rotates when it is time, and looks again when a token
 * names a key that another replica has made since.
 */
final class SigningKeys {
    /** Tokens with made-up key names make us look no more often than this. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final KeyFile file;
    private final Clock clock;
    private final Duration tokenLife;
    private volatile Loaded loaded;

    private record Loaded(KeyRing ring, TokenSigner signer, Instant readAt) {}

    SigningKeys(KeyFile file, Clock clock, Duration tokenLife) {
        this.file = file;
        this.clock = clock;
        this.tokenLife = tokenLife;
        this.loaded = load();
    }

    String sign(TokenClaims claims) {
        Loaded now = loaded;
        return (now.ring().due(clock.instant()) ? reload(now) : now).signer().sign(claims);
    }

    /** What the text says, if one of our keys signed it; whether it still holds is another question. */
    Optional<TokenClaims> read(String text) {
        Loaded now = loaded;
        return switch (now.signer().read(text)) {
            case TokenSigner.Reading.Signed(var claims) -> Optional.of(claims);
            case TokenSigner.Reading.NotOurs() -> Optional.empty();
            case TokenSigner.Reading.UnknownKey() ->
                now.readAt().plus(LOOK_AGAIN).isAfter(clock.instant())
                        ? Optional.empty()
                        : reload(now).signer().read(text) instanceof TokenSigner.Reading.Signed(var claims)
                                ? Optional.of(claims)
                                : Optional.empty();
        };
    }

    private synchronized Loaded reload(Loaded seen) {
        if (loaded == seen) {
            loaded = load();
        }
        return loaded;
    }

    private Loaded load() {
        Instant now = clock.instant();
        KeyRing ring = file.ensure(now, tokenLife);
        return new Loaded(ring, new TokenSigner(ring), now);
    }
}
