package kilonova.control.usage;

import kilonova.control.server.ServerRun;

/**
 * What one server used within a span.
 *
 * @param usedMicros how long it was there within the span
 * @param uptimeMicros how long it was there in all
 */
record ServerUsage(ServerRun run, long usedMicros, long uptimeMicros) {

    static ServerUsage of(ServerRun run, Span span, long now) {
        long from = Math.max(run.launched(), span.from());
        long until = Math.min(run.ended().orElse(span.until()), span.until());
        return new ServerUsage(
                run, Math.max(0, until - from), Math.max(0, run.ended().orElse(now) - run.launched()));
    }
}
