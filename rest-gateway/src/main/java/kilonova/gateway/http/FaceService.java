package kilonova.gateway.http;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import kilonova.kernel.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one face: gives each request a trace and a virtual thread, and turns what goes wrong into the face's fault. */
final class FaceService implements HttpService {
    private static final Logger LOG = LoggerFactory.getLogger(FaceService.class);

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final HttpFault BUSY = new HttpFault(
            503,
            "Too many requests are being answered just now: try again in a moment.",
            Map.of("retry-after", Integer.toString(FaceLimits.RETRY_AFTER_SECONDS)));

    /** As much as every connection that is open may keep without a turn. */
    private static final long SHORT_BODY_BYTES = 16 * 1024;

    private static final HttpFault SHARE_USED = new HttpFault(
            429,
            "Too many of your requests are being answered just now: try again in a moment.",
            Map.of("retry-after", Integer.toString(FaceLimits.RETRY_AFTER_SECONDS)));

    private final Face face;
    private final Channel channel;
    private final Duration deadline;
    private final Ids ids;
    private final Executor threads;
    private final Semaphore turns;
    private final Semaphore lives;
    private final Shares shares;

    FaceService(Face face, Channel channel, Duration deadline, Ids ids, Executor threads, FaceLimits limits) {
        this.face = face;
        this.channel = channel;
        this.deadline = deadline;
        this.ids = ids;
        this.threads = threads;
        this.turns = new Semaphore(limits.running());
        this.lives = new Semaphore(limits.live());
        this.shares = new Shares(limits.share());
    }

    /** A short body is there as a whole before its request is served, so that no thread waits for the rest of it. */
    @Override
    public ExchangeType exchangeType(RoutingContext routing) {
        long declared = routing.headers().contentLength();
        return declared >= 0 && declared <= SHORT_BODY_BYTES
                ? ExchangeType.RESPONSE_STREAMING
                : ExchangeType.BIDI_STREAMING;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        var sent = new CompletableFuture<HttpResponse>();
        var exchange = exchange(context, request);
        String caller =
                exchange.calls().token().orElseGet(() -> context.clientAddress().getHostAddress());
        if (!shares.enter(caller)) {
            fail(exchange, SHARE_USED.raise(), sent);
            return HttpResponse.of(sent);
        }
        if (!turns.tryAcquire()) {
            shares.leave(caller);
            fail(exchange, BUSY.raise(), sent);
            return HttpResponse.of(sent);
        }
        var turn = new Turn(caller);
        try {
            threads.execute(() -> answer(exchange, sent, turn));
        } catch (RejectedExecutionException closing) {
            turn.end();
            throw closing;
        }
        return HttpResponse.of(sent);
    }

    /** The leave to answer one request: given back once, when it ends or is exchanged for that to answer as long as it lasts. */
    private final class Turn {
        private final String caller;
        private Semaphore held = turns;

        Turn(String caller) {
            this.caller = caller;
        }

        void last() {
            if (!lives.tryAcquire()) {
                throw BUSY.raise();
            }
            held.release();
            held = lives;
            shares.leave(caller);
        }

        void end() {
            held.release();
            if (held == turns) {
                shares.leave(caller);
            }
        }
    }

    private Exchange exchange(ServiceRequestContext context, HttpRequest request) {
        RequestHeaders headers = request.headers();
        var trace = Trace.begin(ids, Optional.ofNullable(headers.get(Trace.HEADER)));
        var calls = Calls.of(
                channel,
                deadline,
                trace,
                context.clientAddress().getHostAddress(),
                token(headers, "x-auth-token"),
                token(headers, "x-service-token"),
                changes(request)
                        ? IdempotencyKey.of(Optional.ofNullable(headers.get(IdempotencyKey.HEADER)))
                        : Optional.empty());
        return new Exchange(context, request, trace, calls, Map.of());
    }

    /** Whether it may change anything: what only asks needs no key. */
    private static boolean changes(HttpRequest request) {
        return !SAFE.contains(request.method());
    }

    private static Optional<String> token(RequestHeaders headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip).filter(each -> !each.isEmpty());
    }

    private void answer(Exchange exchange, CompletableFuture<HttpResponse> sent, Turn turn) {
        try {
            exchange.calls().requireSound();
            Answer answer = face.handle(exchange);
            try {
                if (answer.live()) {
                    turn.last();
                    exchange.untimed();
                }
                if (!send(exchange, answer, sent)) {
                    LOG.debug("{} {}: cut", exchange.trace().id(), exchange.path());
                }
            } finally {
                answer.release().run();
            }
        } catch (Exception failure) {
            fail(exchange, failure, sent);
        } catch (Error failure) {
            fail(exchange, failure, sent);
            throw failure;
        } finally {
            turn.end();
        }
    }

    private void fail(Exchange exchange, Throwable failure, CompletableFuture<HttpResponse> sent) {
        try {
            HttpFault fault = ProblemFault.of(failure, face.words()).orElseGet(() -> bug(exchange, failure));
            send(exchange, face.fault(exchange, fault), sent);
        } catch (Exception broken) {
            LOG.error("{}: the fault could not be told", exchange.trace().id(), broken);
            sent.complete(HttpResponse.of(HttpStatus.INTERNAL_SERVER_ERROR));
        }
    }

    private static HttpFault bug(Exchange exchange, Throwable failure) {
        LOG.error("{} {} {}: unexpected", exchange.trace().id(), exchange.method(), exchange.path(), failure);
        return HttpFault.of(500, "");
    }

    /** Whether the whole answer left. A failure before the first byte is thrown, a later one cuts the answer. */
    private boolean send(Exchange exchange, Answer answer, CompletableFuture<HttpResponse> sent) throws IOException {
        var stream = new AnswerStream(headers(exchange, face.finish(exchange, answer)), sent, answer.live());
        try {
            answer.body().write(stream);
            stream.finish();
            return true;
        } catch (IOException | RuntimeException failure) {
            if (!stream.committed()) {
                throw failure;
            }
            LOG.info("{} {}: cut after the first bytes", exchange.trace().id(), exchange.path(), failure);
            stream.cut(failure);
            return false;
        }
    }

    private static ResponseHeaders headers(Exchange exchange, Answer answer) {
        var headers = ResponseHeaders.builder(answer.status());
        answer.headers().forEach(headers::set);
        if (exchange.calls().repeated()) {
            headers.set(IdempotencyKey.REPLAYED, "true");
        }
        return headers.set(Trace.HEADER, exchange.trace().id()).build();
    }
}
