package kilonova.control.identity.embedded;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.identity.UserId;

/** Claims to signed text and back (JWS, ES256). */
final class TokenSigner {
    /** Longer texts are no tokens of ours. */
    static final int MAX_LENGTH = 4_096;

    private static final String ISSUER = "kilonova";
    private static final String SCOPE = "scope";
    private static final String FIRST = "first";
    private static final String METHODS = "methods";
    private static final String ISSUED_MICROS = "iat_us";
    private static final String EXPIRES_MICROS = "exp_us";

    private final JWSHeader header;
    private final ECDSASigner signer;
    private final Map<String, JWSVerifier> verifiers;

    TokenSigner(KeyRing ring) {
        try {
            ECKey signing = ring.signing();
            header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(JOSEObjectType.JWT)
                    .keyID(signing.getKeyID())
                    .build();
            signer = new ECDSASigner(signing);
            var byKey = new HashMap<String, JWSVerifier>();
            for (ECKey key : ring.keys()) {
                byKey.put(key.getKeyID(), new ECDSAVerifier(key.toPublicJWK()));
            }
            verifiers = Map.copyOf(byKey);
        } catch (JOSEException unusable) {
            throw new IllegalStateException("identity keys: not usable for ES256", unusable);
        }
    }

    String sign(TokenClaims claims) {
        var body = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(claims.user().value())
                .jwtID(claims.id())
                .issueTime(new Date(claims.issuedMicros() / 1_000))
                .expirationTime(new Date(claims.expiresMicros() / 1_000))
                .claim(FIRST, claims.firstId())
                .claim(SCOPE, claims.scope().text())
                .claim(METHODS, claims.methods())
                .claim(ISSUED_MICROS, claims.issuedMicros())
                .claim(EXPIRES_MICROS, claims.expiresMicros())
                .build();
        var signed = new SignedJWT(header, body);
        try {
            signed.sign(signer);
        } catch (JOSEException failed) {
            throw new IllegalStateException("a token could not be signed", failed);
        }
        return signed.serialize();
    }

    /** What can be said of a text. */
    sealed interface Reading {
        /** One of our keys signed it; whether it still holds is another question. */
        record Signed(TokenClaims claims) implements Reading {}

        /** It looks like a token, of a key that is not in the ring. */
        record UnknownKey() implements Reading {}

        record NotOurs() implements Reading {}
    }

    Reading read(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Reading.NotOurs();
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWSVerifier verifier =
                    verifiers.get(String.valueOf(token.getHeader().getKeyID()));
            if (verifier == null) {
                return new Reading.UnknownKey();
            }
            if (!JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm()) || !token.verify(verifier)) {
                return new Reading.NotOurs();
            }
            return claims(token.getJWTClaimsSet())
                    .<Reading>map(Reading.Signed::new)
                    .orElseGet(Reading.NotOurs::new);
        } catch (ParseException | JOSEException | IllegalArgumentException notOurs) {
            return new Reading.NotOurs();
        }
    }

    private static Optional<TokenClaims> claims(JWTClaimsSet body) throws ParseException {
        String user = body.getSubject();
        String id = body.getJWTID();
        String first = body.getStringClaim(FIRST);
        String scope = body.getStringClaim(SCOPE);
        List<String> methods = body.getStringListClaim(METHODS);
        Long issued = body.getLongClaim(ISSUED_MICROS);
        Long expires = body.getLongClaim(EXPIRES_MICROS);
        if (!ISSUER.equals(body.getIssuer())
                || user == null
                || id == null
                || first == null
                || scope == null
                || methods == null
                || issued == null
                || expires == null) {
            return Optional.empty();
        }
        return Optional.of(new TokenClaims(id, first, new UserId(user), Scope.parse(scope), methods, issued, expires));
    }
}
