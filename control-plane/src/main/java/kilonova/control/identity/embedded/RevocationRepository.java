package kilonova.control.identity.embedded;

import static kilonova.control.store.tables.Tables.IDENTITY_REVOCATION;

import kilonova.control.store.Change;
import kilonova.control.store.Tx;

/** Tokens that ended before their time, as rows. */
final class RevocationRepository {
    static final String KIND = "token";

    boolean revoked(Tx tx, String token) {
        return tx.sql().fetchExists(IDENTITY_REVOCATION, IDENTITY_REVOCATION.TOKEN_ID.eq(token));
    }

    /** Idempotent. Drops what has expired since, so that the table stays small. */
    void revoke(Tx tx, TokenClaims claims, long nowMicros) {
        tx.sql()
                .deleteFrom(IDENTITY_REVOCATION)
                .where(IDENTITY_REVOCATION.EXPIRES_AT.lt(nowMicros))
                .execute();
        if (revoked(tx, claims.id())) {
            return;
        }
        tx.sql()
                .insertInto(IDENTITY_REVOCATION)
                .set(IDENTITY_REVOCATION.TOKEN_ID, claims.id())
                .set(IDENTITY_REVOCATION.EXPIRES_AT, claims.expiresMicros())
                .execute();
        tx.changed(Change.deleted(KIND, claims.id(), "", 1));
    }
}
