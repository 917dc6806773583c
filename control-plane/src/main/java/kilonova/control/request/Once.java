package kilonova.control.request;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import kilonova.control.edge.Call;
import kilonova.control.identity.Principal;
import kilonova.control.store.Tx;

/**
 * One request, known again by the id that it carries: the work runs once, and whoever asks again hears the first answer.
 *
 * @param call the call that it came with, where it came with one: is told when the answer is an earlier one
 * @param none an answer without content: names its type
 * @param words the answer, from what the work came to
 * @param kept what of the answer is stored; takes secrets out
 */
public record Once<T, R extends Message>(
        Requests requests,
        Optional<Call> call,
        Principal who,
        Message request,
        R none,
        Function<? super T, R> words,
        UnaryOperator<R> kept) {

    /** Does the work and answers, or answers as before. Part of the transaction that does the work. */
    public R run(Tx tx, Supplier<? extends T> work) {
        var fresh = new ArrayList<R>(1);
        String stored = requests.once(tx, who, request, () -> {
            R answer = words.apply(work.get());
            fresh.add(answer);
            return Base64.getEncoder().encodeToString(kept.apply(answer).toByteArray());
        });
        return fresh.isEmpty() ? again(stored) : fresh.getFirst();
    }

    /** Whether the caller chose an id: without one nothing was answered before. */
    public boolean carriesId() {
        return Requests.carriesId(request);
    }

    /** What was answered before, if anything: for work whose checks would no longer pass once it is done. */
    public Optional<R> before(Tx tx) {
        return requests.answered(tx, who, request).map(this::again);
    }

    private R again(String stored) {
        call.ifPresent(Call::answersAgain);
        return read(stored);
    }

    @SuppressWarnings("unchecked")
    private R read(String stored) {
        try {
            return (R) none.getParserForType().parseFrom(Base64.getDecoder().decode(stored));
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("the stored answer of a request cannot be read", broken);
        }
    }
}
