package kilonova.gateway.placement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.DeleteTraitRequest;
import kilonova.placement.v1.EnsureTraitRequest;
import kilonova.placement.v1.GetTraitRequest;
import kilonova.placement.v1.ListTraitsRequest;
import kilonova.placement.v1.Trait;

/** The traits that there are. */
final class Traits {
    private static final String ONE = "/traits/{name}";
    private static final int PAGE = 1_000;
    private static final int LONGEST = 255;

    private Traits() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET /traits", Traits::list);
        handlers.put("GET " + ONE, Traits::show);
        handlers.put("PUT " + ONE, Traits::ensure);
        handlers.put("DELETE " + ONE, Traits::delete);
    }

    private static Answer list(PlacementRequest request) {
        Optional<ListTraitsRequest.Builder> ask = query(request.query());
        List<Trait> found = ask.map(wanted -> Pages.all(
                        token -> request.placement()
                                .listTraits(wanted.setPageToken(token)
                                        .setPageSize(PAGE)
                                        .build()),
                        page -> page.getTraitsList(),
                        page -> page.getNextPageToken()))
                .orElse(List.of());
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("traits");
            for (Trait trait : found) {
                out.writeString(trait.getName());
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return request.dated(answer, found.stream().map(Trait::getCreateTime).toList());
    }

    /** What is asked for; empty when nothing can answer to it. */
    private static Optional<ListTraitsRequest.Builder> query(QueryText query) {
        var wanted = ListTraitsRequest.newBuilder();
        query.last("associated").ifPresent(text -> wanted.setAssociated(truth(text)));
        Optional<String> name = query.last("name");
        if (name.isEmpty()) {
            return Optional.of(wanted);
        }
        String text = name.get();
        if (text.startsWith("startswith:")) {
            return Optional.of(wanted.setPrefix(text.substring("startswith:".length())));
        }
        if (text.startsWith("in:")) {
            List<String> names = List.of(text.substring("in:".length()).split(",", -1)).stream()
                    .filter(each -> !each.isEmpty())
                    .distinct()
                    .toList();
            return names.isEmpty() ? Optional.empty() : Optional.of(wanted.addAllNames(names));
        }
        if (text.indexOf(':') >= 0) {
            return Optional.of(wanted);
        }
        throw PlacementFault.of(
                        400,
                        "Badly formatted name parameter. Expected name query string parameter in form:"
                                + " ?name=[in|startswith]:[name1,name2|prefix]. Got: \"" + text + "\"")
                .raise();
    }

    private static boolean truth(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw PlacementFault.of(400, "The query parameter \"associated\" only accepts \"true\" or \"false\"")
                .raise();
    }

    private static Answer show(PlacementRequest request) {
        var trait = request.placement()
                .getTrait(GetTraitRequest.newBuilder().setName(request.name()).build());
        return request.dated(Answer.empty(204), List.of(trait.getCreateTime()));
    }

    private static Answer ensure(PlacementRequest request) {
        String name = request.name();
        if (!name.matches("CUSTOM_[A-Z0-9_]+") || name.length() > LONGEST) {
            throw PlacementFault.of(
                            400,
                            "The trait is invalid. A valid trait must be no longer than 255 characters, start with the"
                                    + " prefix \"CUSTOM_\" and use following characters: \"A\"-\"Z\", \"0\"-\"9\" and"
                                    + " \"_\"")
                    .raise();
        }
        var ensured = request.placement()
                .ensureTrait(EnsureTraitRequest.newBuilder().setName(name).build());
        return request.dated(
                        Answer.empty(ensured.getCreated() ? 201 : 204),
                        List.of(ensured.getTrait().getCreateTime()))
                .with("location", request.exchange().origin() + "/traits/" + name);
    }

    private static Answer delete(PlacementRequest request) {
        ProblemWords standard = problem -> problem.getReason().equals("Invalid")
                ? Optional.of(PlacementFault.of(400, "Cannot delete standard trait " + request.name() + "."))
                : Optional.empty();
        ProblemFault.telling(standard, () -> request.placement()
                .deleteTrait(
                        DeleteTraitRequest.newBuilder().setName(request.name()).build()));
        return Answer.empty(204);
    }
}
