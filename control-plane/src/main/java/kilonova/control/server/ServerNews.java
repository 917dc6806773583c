package kilonova.control.server;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.Optional;
import kilonova.control.operation.OperationId;
import kilonova.control.store.Change;
import kilonova.control.store.Json;

/**
 * What one change did to a server, as the change log carries it: its state before and after, so that nobody has to know
 * what came before. Empty texts stand for none; a server that was just made was in no state.
 *
 * <p>Stored as an array in the order of the components: new ones come last.
 *
 * @param was where it rested before, {@code did} what was being done to it, {@code on} its host then
 * @param power as observed, after the change
 * @param operation that is open after the change, or ended with it
 * @param faulted whether the change says why something failed
 * @param formerName what it was called before, if it is called otherwise now
 * @param described whether metadata, tags or descriptions changed
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record ServerNews(
        String was,
        String did,
        String on,
        String rests,
        String does,
        String host,
        String power,
        String operation,
        boolean faulted,
        String formerName,
        boolean described) {

    static Change change(Server now) {
        return change(
                now,
                new ServerNews(
                        "",
                        "",
                        "",
                        now.state().rests().name(),
                        now.state().phase().map(Enum::name).orElse(""),
                        now.place().hostName().orElse(""),
                        now.state().power().name(),
                        operation(now.state()),
                        false,
                        "",
                        false));
    }

    static Change change(Server seen, Server now) {
        ServerState before = seen.state();
        ServerState after = now.state();
        return change(
                now,
                new ServerNews(
                        before.rests().name(),
                        before.phase().map(Enum::name).orElse(""),
                        seen.place().hostName().orElse(""),
                        after.rests().name(),
                        after.phase().map(Enum::name).orElse(""),
                        now.place().hostName().orElse(""),
                        after.power().name(),
                        after.operation().isPresent() ? operation(after) : operation(before),
                        after.fault().isPresent() && !after.fault().equals(before.fault()),
                        seen.name().equals(now.name()) ? "" : seen.name(),
                        !seen.details().equals(now.details())));
    }

    private static Change change(Server now, ServerNews news) {
        return new Change(
                        Servers.KIND,
                        now.id().toString(),
                        now.project().value(),
                        now.generation(),
                        now.deleted(),
                        Optional.empty())
                .with(Json.write(news))
                .knowing(now);
    }

    private static String operation(ServerState state) {
        return state.operation().map(OperationId::toString).orElse("");
    }

    /** What a change says; empty where it says nothing. */
    public static Optional<ServerNews> of(Change change) {
        return change.payload().map(text -> Json.read(text, ServerNews.class));
    }

    /** Whether it was made by the change. */
    public boolean made() {
        return was.isEmpty();
    }

    /** Whether the state that users see is another than before. */
    public boolean moved() {
        return !was.equals(rests) || !did.equals(does);
    }

    /** Nova's word for where it rests. */
    public String state() {
        return RestingState.valueOf(rests).word();
    }

    /** Nova's word for where it rested. */
    public Optional<String> formerState() {
        return made() ? Optional.empty() : Optional.of(RestingState.valueOf(was).word());
    }

    /** Nova's word for what is being done to it. */
    public Optional<String> task() {
        return task(does);
    }

    /** Nova's word for what was being done to it. */
    public Optional<String> formerTask() {
        return task(did);
    }

    private static Optional<String> task(String phase) {
        return phase.isEmpty()
                ? Optional.empty()
                : Optional.of(Phase.valueOf(phase).word());
    }
}
