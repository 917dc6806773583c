package kilonova.gateway.placement;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.AllocationCandidate;
import kilonova.placement.v1.FindAllocationCandidatesResponse;
import kilonova.placement.v1.ProviderSummary;

/** Ways to satisfy a request: written as they are found, and after them what was told of their providers. */
final class Candidates {
    private static final int KEYED_SINCE = 12;
    private static final int MAPPED_SINCE = 34;

    private static final ProblemWords WORDS = problem -> problem.getReason().equals("Unknown")
                    && PlacementWords.kind(problem).equals("resource_class")
            ? Optional.of(ResourceText.unknownClass(PlacementWords.fact(problem, "id")))
            : Optional.empty();

    private Candidates() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET /allocation_candidates", Candidates::find);
    }

    private static Answer find(PlacementRequest request) {
        var query = CandidateQuery.of(request.query(), request.version());
        Iterator<FindAllocationCandidatesResponse> found =
                request.placement().findAllocationCandidates(query.request());
        // Nothing is written before the first part is there: a query that is refused is refused as a whole.
        telling(found::hasNext);
        return request.dated(Answer.json(200, out -> write(out, request.version(), query, found)), List.of());
    }

    private static <T> T telling(Supplier<T> call) {
        return ProblemFault.telling(WORDS, call);
    }

    private static void write(
            JsonGenerator out,
            PlacementVersion version,
            CandidateQuery query,
            Iterator<FindAllocationCandidatesResponse> found)
            throws IOException {
        List<ProviderSummary> summaries = new ArrayList<>();
        out.writeStartObject();
        out.writeArrayFieldStart("allocation_requests");
        while (found.hasNext()) {
            var part = found.next();
            summaries.addAll(part.getProviderSummariesList());
            for (AllocationCandidate candidate : part.getCandidatesList()) {
                write(out, version, candidate);
            }
        }
        out.writeEndArray();
        out.writeObjectFieldStart("provider_summaries");
        for (ProviderSummary each : summaries) {
            SummaryView.write(out, version, each, query.asked());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, PlacementVersion version, AllocationCandidate candidate)
            throws IOException {
        out.writeStartObject();
        if (version.atLeast(KEYED_SINCE)) {
            out.writeObjectFieldStart("allocations");
            for (var each : candidate.getAllocationsMap().entrySet()) {
                out.writeObjectFieldStart(each.getKey());
                Amounts.write(out, "resources", each.getValue().getResourcesMap());
                out.writeEndObject();
            }
            out.writeEndObject();
        } else {
            out.writeArrayFieldStart("allocations");
            for (var each : candidate.getAllocationsMap().entrySet()) {
                out.writeStartObject();
                out.writeObjectFieldStart("resource_provider");
                out.writeStringField("uuid", each.getKey());
                out.writeEndObject();
                Amounts.write(out, "resources", each.getValue().getResourcesMap());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        if (version.atLeast(MAPPED_SINCE)) {
            out.writeObjectFieldStart("mappings");
            for (var each : candidate.getMappingsMap().entrySet()) {
                out.writeArrayFieldStart(each.getKey());
                for (String provider : each.getValue().getValuesList()) {
                    out.writeString(provider);
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
