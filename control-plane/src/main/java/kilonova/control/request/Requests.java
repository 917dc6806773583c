package kilonova.control.request;

import static kilonova.control.store.tables.Tables.REQUEST;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import kilonova.control.edge.Call;
import kilonova.control.guard.Guard;
import kilonova.control.identity.Principal;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.RequestRecord;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.kernel.Vault;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Requests that carry an id of the caller's choosing: the same one gives the same answer (AIP-155), for 24 hours. */
public final class Requests {
    private static final long KEPT_MICROS = Duration.ofHours(24).toNanos() / 1_000;

    private final Env env;
    private final Vault vault;

    /** @param vault keeps bodies apart without telling what was in them: some hold passwords */
    public Requests(Env env, Vault vault) {
        this.env = env;
        this.vault = vault;
    }

    /** The request as one whose answer, but for its secrets, is kept. */
    public <T, R extends Message> Once<T, R> once(
            Principal who, Message request, R none, Function<? super T, R> words, UnaryOperator<R> kept) {
        return new Once<>(this, Call.bound(), who, request, none, words, kept);
    }

    /** The request as one whose answer is kept. */
    public <T, R extends Message> Once<T, R> once(
            Principal who, Message request, R none, Function<? super T, R> words) {
        return once(who, request, none, words, UnaryOperator.identity());
    }

    /** The request as one whose answer is only that it was done. */
    public Once<Object, Empty> once(Principal who, Message request) {
        return once(who, request, Empty.getDefaultInstance(), _ -> Empty.getDefaultInstance());
    }

    /**
     * Runs the body once per request id (scope: project, user, call) and keeps its answer; empty ids run always. Part of
     * the transaction that does the work, so neither can be there without the other.
     *
     * @param request its field {@code request_id} is the id; everything in it is compared with what was asked before
     * @param body makes the answer: text without secrets, such as an operation's id
     * @throws kilonova.kernel.ProblemException RequestIdReused for another body under the same id, Invalid for an id that
     *     is no UUID
     */
    public String once(Tx tx, Principal who, Message request, Supplier<String> body) {
        String id = id(request);
        if (id.isEmpty()) {
            return body.get();
        }
        Optional<RequestRecord> known = find(tx, who, request, id);
        if (known.isPresent() && live(known.get())) {
            return answer(known.get(), request);
        }
        known.ifPresent(
                _ -> tx.sql().deleteFrom(REQUEST).where(mine(who, request, id)).execute());
        if (tx.suspected().isPresent()) {
            throw tx.suspected().get();
        }
        String answer = refusedOnlyOnce(id, body);
        tx.sql()
                .insertInto(REQUEST)
                .set(REQUEST.PROJECT_ID, who.projectOrNone().value())
                .set(REQUEST.USER_ID, who.user().value())
                .set(REQUEST.METHOD, call(request))
                .set(REQUEST.REQUEST_ID, id)
                .set(REQUEST.BODY_HASH, hash(request))
                .set(REQUEST.ANSWER, answer)
                .set(REQUEST.EXPIRES_AT, env.nowMicros() + KEPT_MICROS)
                .execute();
        return answer;
    }

    /**
     * What was kept of the answer to this very request; empty when it is new, or carries no id. Whoever checks a request
     * against the world asks this first: the world may have changed since, by this very request.
     *
     * @throws kilonova.kernel.ProblemException as {@link #once}
     */
    public Optional<String> answered(Tx tx, Principal who, Message request) {
        String id = id(request);
        return id.isEmpty()
                ? Optional.empty()
                : find(tx, who, request, id).filter(this::live).map(known -> answer(known, request));
    }

    /** Whether the caller chose an id: without one there is nothing to look up. */
    public static boolean carriesId(Message request) {
        return !id(request).isEmpty();
    }

    /** The time up to which answers may be forgotten now, at most about so many of them; empty when none is old enough. */
    OptionalLong expired(Tx tx, int most) {
        long now = env.nowMicros();
        Long oldest = tx.sql().select(DSL.min(REQUEST.EXPIRES_AT)).from(REQUEST).fetchOne(0, Long.class);
        if (oldest == null || oldest >= now) {
            return OptionalLong.empty();
        }
        Long last = tx.sql()
                .select(REQUEST.EXPIRES_AT)
                .from(REQUEST)
                .where(REQUEST.EXPIRES_AT.lt(now))
                .orderBy(REQUEST.EXPIRES_AT)
                .limit(1)
                .offset(most - 1)
                .fetchOne(REQUEST.EXPIRES_AT);
        return OptionalLong.of(last == null ? now - 1 : last);
    }

    /** @return how many answers were there to be forgotten */
    int forget(Tx tx, long expiredUntil) {
        return tx.sql()
                .deleteFrom(REQUEST)
                .where(REQUEST.EXPIRES_AT.le(expiredUntil))
                .execute();
    }

    /** The same request, taken elsewhere at the same time, may be what is in the way. */
    private static String refusedOnlyOnce(String id, Supplier<String> body) {
        try {
            return body.get();
        } catch (ProblemException refused) {
            throw LostRace.suspected("request", id, refused);
        }
    }

    private static Optional<RequestRecord> find(Tx tx, Principal who, Message request, String id) {
        return tx.sql().selectFrom(REQUEST).where(mine(who, request, id)).fetchOptional();
    }

    private boolean live(RequestRecord known) {
        return known.getExpiresAt() > env.nowMicros();
    }

    private String answer(RequestRecord known, Message request) {
        if (!known.getBodyHash().equals(hash(request)) && Guard.REQUEST_BODY_COMPARED.stands()) {
            throw new Problem.RequestIdReused(known.getRequestId()).raise();
        }
        return known.getAnswer();
    }

    private static Condition mine(Principal who, Message request, String id) {
        return REQUEST.PROJECT_ID
                .eq(who.projectOrNone().value())
                .and(REQUEST.USER_ID.eq(who.user().value()))
                .and(REQUEST.METHOD.eq(call(request)))
                .and(REQUEST.REQUEST_ID.eq(id));
    }

    /** No two calls take the same message. */
    private static String call(Message request) {
        return request.getDescriptorForType().getFullName();
    }

    private static String id(Message request) {
        String said = (String) request.getField(request.getDescriptorForType().findFieldByName("request_id"));
        try {
            return said.isEmpty() || !Guard.REQUEST_ID_LOOKED_UP.stands()
                    ? ""
                    : UUID.fromString(said).toString();
        } catch (IllegalArgumentException malformed) {
            throw new Problem.Invalid("request_id", "'" + said + "' is no UUID").raise();
        }
    }

    private String hash(Message request) {
        try {
            byte[] bytes = new byte[request.getSerializedSize()];
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.useDeterministicSerialization();
            request.writeTo(out);
            out.flush();
            return vault.fingerprint(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
