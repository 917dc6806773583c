package kilonova.control.operation;

import static kilonova.control.store.tables.Tables.REQUEST;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Supplier;
import kilonova.control.identity.Principal;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;

/** Requests that carry an id of the caller's choosing: the same one gives the same answer (AIP-155), for 24 hours. */
public final class Requests {
    private static final long KEPT_MICROS = Duration.ofHours(24).toNanos() / 1_000;

    private final Env env;

    public Requests(Env env) {
        this.env = env;
    }

    /**
     * Runs the body once per request id (scope: project, user, method) and keeps its answer; empty ids run always. Part
     * of the transaction that does the work, so neither can be there without the other.
     *
     * @param body makes the answer: short text, such as an operation's id; no secrets
     * @throws kilonova.kernel.ProblemException RequestIdReused for another body under the same id, Invalid for an id that
     *     is no UUID
     */
    public String once(Tx tx, Principal who, String method, String requestId, Message request, Supplier<String> body) {
        if (requestId.isEmpty()) {
            return body.get();
        }
        String id = checked(requestId);
        String hash = hash(request);
        long now = env.nowMicros();
        var mine = REQUEST.PROJECT_ID
                .eq(who.projectOrNone().value())
                .and(REQUEST.USER_ID.eq(who.user().value()))
                .and(REQUEST.METHOD.eq(method))
                .and(REQUEST.REQUEST_ID.eq(id));
        var known = tx.sql().selectFrom(REQUEST).where(mine).fetchOptional();
        if (known.isPresent() && known.get().getExpiresAt() > now) {
            if (!known.get().getBodyHash().equals(hash)) {
                throw new Problem.RequestIdReused(requestId).raise();
            }
            return known.get().getAnswer();
        }
        if (known.isPresent()) {
            tx.sql().deleteFrom(REQUEST).where(mine).execute();
        }
        if (tx.suspected().isPresent()) {
            throw tx.suspected().get();
        }
        String answer;
        try {
            answer = body.get();
        } catch (ProblemException refused) {
            // The same request, taken elsewhere at the same time, may be what is in the way.
            throw LostRace.suspected("request", requestId, refused);
        }
        tx.sql()
                .insertInto(REQUEST)
                .set(REQUEST.PROJECT_ID, who.projectOrNone().value())
                .set(REQUEST.USER_ID, who.user().value())
                .set(REQUEST.METHOD, method)
                .set(REQUEST.REQUEST_ID, id)
                .set(REQUEST.BODY_HASH, hash)
                .set(REQUEST.ANSWER, answer)
                .set(REQUEST.EXPIRES_AT, now + KEPT_MICROS)
                .execute();
        return answer;
    }

    /** Drops what is older than a day. */
    public void expire(Tx tx) {
        tx.sql()
                .deleteFrom(REQUEST)
                .where(REQUEST.EXPIRES_AT.lt(env.nowMicros()))
                .execute();
    }

    private static String checked(String requestId) {
        try {
            return UUID.fromString(requestId).toString();
        } catch (IllegalArgumentException malformed) {
            throw new Problem.Invalid("request_id", "'" + requestId + "' is no UUID").raise();
        }
    }

    private static String hash(Message request) {
        try {
            byte[] bytes = new byte[request.getSerializedSize()];
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.useDeterministicSerialization();
            request.writeTo(out);
            out.flush();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
