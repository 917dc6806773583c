package kilonova.gateway.compute;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;

/** Lists: asked for page by page and written as they come, with a link to what follows. */
public final class Paging {
    /** More than this is never answered at once. */
    public static final int MAX_LIMIT = 1000;

    /** How many are asked of the control plane at a time: large enough to be few calls, small enough for one message. */
    private static final int PAGE = 250;

    /** What keypairs and instance actions say of a marker that names none. */
    public static final String NO_MARKER = "Marker %s could not be found.";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Paging() {}

    /** Some of a list; {@code next} asks for more, empty at the end. */
    public record Page<T>(List<T> items, String next) {}

    /** Asks for a page. */
    @FunctionalInterface
    public interface Source<T> {
        Page<T> page(int size, String token);
    }

    /**
     * What a list looks like.
     *
     * @param collection its name in the answer
     * @param linksMember the member that holds the link to the next page; empty when this list has none
     * @param path what the link leads to
     * @param marker what names the last item in that link
     * @param unknown what is said of a marker that names none, which {@code %s} stands for
     */
    public record Shape<T>(
            String collection,
            String linksMember,
            String path,
            Function<T, String> marker,
            Function<T, ObjectNode> view,
            String unknown) {
        /** With the words of most lists. */
        public Shape(
                String collection,
                String linksMember,
                String path,
                Function<T, String> marker,
                Function<T, ObjectNode> view) {
            this(collection, linksMember, path, marker, view, "marker [%s] not found");
        }
    }

    /** How many the caller asked for, however many digits that takes; the most there is when he did not. */
    public static int limit(ComputeRequest request) {
        return request.query("limit")
                .map(text -> {
                    try {
                        return new BigInteger(text.strip())
                                .min(BigInteger.valueOf(MAX_LIMIT))
                                .intValueExact();
                    } catch (NumberFormatException noNumber) {
                        throw HttpFault.of(400, "Invalid input received: limit must be an integer")
                                .raise();
                    }
                })
                .orElse(MAX_LIMIT);
    }

    /** The list as an answer. The first page is asked for at once, so that what is wrong is told as a fault. */
    public static <T> Answer answer(ComputeRequest request, int limit, Shape<T> shape, Source<T> source) {
        Page<T> first = limit == 0
                ? new Page<>(List.of(), "")
                : ProblemFault.telling(
                        unknownMarker(request, shape.unknown()), () -> source.page(Math.min(limit, PAGE), ""));
        return Answer.json(request.success(), out -> {
            out.writeStartObject();
            out.writeArrayFieldStart(shape.collection());
            String marker = write(out, limit, shape, source, first);
            out.writeEndArray();
            if (!marker.isEmpty() && !shape.linksMember().isEmpty()) {
                link(out, shape.linksMember(), request.links().next(request, shape.path(), marker));
            }
            out.writeEndObject();
        });
    }

    private static ProblemWords unknownMarker(ComputeRequest request, String words) {
        return problem -> problem.getReason().equals("Invalid")
                        && ProblemWords.fact(problem, "field").startsWith("after_")
                ? request.query("marker").map(each -> HttpFault.of(400, words.replace("%s", each)))
                : Optional.empty();
    }

    /** Writes all items; returns what names the last when the list was cut at the limit, else nothing. */
    private static <T> String write(JsonGenerator out, int limit, Shape<T> shape, Source<T> source, Page<T> first)
            throws IOException {
        Page<T> page = first;
        int left = limit;
        while (true) {
            for (T item : page.items()) {
                MAPPER.writeTree(out, shape.view().apply(item));
            }
            left -= page.items().size();
            if (left <= 0 && !page.items().isEmpty()) {
                return shape.marker().apply(page.items().getLast());
            }
            if (page.next().isEmpty() || left <= 0) {
                return "";
            }
            page = source.page(Math.min(left, PAGE), page.next());
        }
    }

    private static void link(JsonGenerator out, String member, String href) throws IOException {
        out.writeArrayFieldStart(member);
        out.writeStartObject();
        out.writeStringField("rel", "next");
        out.writeStringField("href", href);
        out.writeEndObject();
        out.writeEndArray();
    }
}
