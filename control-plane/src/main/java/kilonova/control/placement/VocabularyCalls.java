package kilonova.control.placement;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.identity.Principal;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.kernel.Problem;
import kilonova.placement.v1.CreateResourceClassRequest;
import kilonova.placement.v1.DeleteResourceClassRequest;
import kilonova.placement.v1.DeleteTraitRequest;
import kilonova.placement.v1.EnsureResourceClassRequest;
import kilonova.placement.v1.EnsureResourceClassResponse;
import kilonova.placement.v1.EnsureTraitRequest;
import kilonova.placement.v1.EnsureTraitResponse;
import kilonova.placement.v1.GetResourceClassRequest;
import kilonova.placement.v1.GetTraitRequest;
import kilonova.placement.v1.ListResourceClassesRequest;
import kilonova.placement.v1.ListResourceClassesResponse;
import kilonova.placement.v1.ListTraitsRequest;
import kilonova.placement.v1.ListTraitsResponse;
import kilonova.placement.v1.RenameResourceClassRequest;
import kilonova.placement.v1.ResourceClass;
import kilonova.placement.v1.Trait;

/** Wire in, wire out for traits and resource classes. */
final class VocabularyCalls {
    private final Vocabulary vocabulary;
    private final Requests requests;

    VocabularyCalls(Vocabulary vocabulary, Requests requests) {
        this.vocabulary = vocabulary;
        this.requests = requests;
    }

    ListTraitsResponse listTraits(ListTraitsRequest request) {
        int size = Paging.size(request.getPageSize());
        String after = Paging.place(request.getPageToken(), request, who()).orElse("");
        var filter = new Vocabulary.TraitFilter(
                Set.copyOf(request.getNamesList()),
                request.getPrefix(),
                request.hasAssociated() ? Optional.of(request.getAssociated()) : Optional.empty());
        List<Term> found = vocabulary.traits(who(), filter, after, size + 1);
        List<Term> page = found.subList(0, Math.min(size, found.size()));
        var response = ListTraitsResponse.newBuilder();
        page.forEach(term -> response.addTraits(PlacementProto.trait(term)));
        if (found.size() > size) {
            response.setNextPageToken(Paging.token(page.getLast().name(), request, who()));
        }
        return response.build();
    }

    Trait getTrait(GetTraitRequest request) {
        return PlacementProto.trait(vocabulary.trait(who(), request.getName()));
    }

    EnsureTraitResponse ensureTrait(EnsureTraitRequest request) {
        return vocabulary.ensureTrait(
                who(),
                request.getName(),
                once(request, EnsureTraitResponse.getDefaultInstance(), ensured -> EnsureTraitResponse.newBuilder()
                        .setTrait(PlacementProto.trait(ensured.term()))
                        .setCreated(ensured.created())
                        .build()));
    }

    Empty deleteTrait(DeleteTraitRequest request) {
        return vocabulary.deleteTrait(who(), request.getName(), requests.once(who(), request));
    }

    ListResourceClassesResponse listResourceClasses(ListResourceClassesRequest request) {
        int size = Paging.size(request.getPageSize());
        Optional<Term> after =
                Paging.place(request.getPageToken(), request, who()).map(VocabularyCalls::term);
        List<Term> found = vocabulary.classes(who(), after, size + 1);
        List<Term> page = found.subList(0, Math.min(size, found.size()));
        var response = ListResourceClassesResponse.newBuilder();
        page.forEach(term -> response.addResourceClasses(PlacementProto.resourceClass(term)));
        if (found.size() > size) {
            Term last = page.getLast();
            response.setNextPageToken(
                    Paging.token(last.createdAt().map(String::valueOf).orElse("") + "/" + last.name(), request, who()));
        }
        return response.build();
    }

    private static Term term(String place) {
        int slash = place.indexOf('/');
        try {
            return new Term(
                    place.substring(slash + 1),
                    slash == 0 ? Optional.empty() : Optional.of(Long.parseLong(place.substring(0, slash))));
        } catch (NumberFormatException | StringIndexOutOfBoundsException forged) {
            throw new Problem.Invalid("page_token", "not a token that a page was answered with").raise();
        }
    }

    ResourceClass getResourceClass(GetResourceClassRequest request) {
        return PlacementProto.resourceClass(vocabulary.resourceClass(who(), request.getName()));
    }

    ResourceClass createResourceClass(CreateResourceClassRequest request) {
        return vocabulary.createClass(
                who(),
                request.getName(),
                once(request, ResourceClass.getDefaultInstance(), PlacementProto::resourceClass));
    }

    EnsureResourceClassResponse ensureResourceClass(EnsureResourceClassRequest request) {
        return vocabulary.ensureClass(
                who(),
                request.getName(),
                once(
                        request,
                        EnsureResourceClassResponse.getDefaultInstance(),
                        ensured -> EnsureResourceClassResponse.newBuilder()
                                .setResourceClass(PlacementProto.resourceClass(ensured.term()))
                                .setCreated(ensured.created())
                                .build()));
    }

    ResourceClass renameResourceClass(RenameResourceClassRequest request) {
        return vocabulary.renameClass(
                who(),
                request.getName(),
                request.getNewName(),
                once(request, ResourceClass.getDefaultInstance(), PlacementProto::resourceClass));
    }

    Empty deleteResourceClass(DeleteResourceClassRequest request) {
        return vocabulary.deleteClass(who(), request.getName(), requests.once(who(), request));
    }

    private <T, R extends Message> Once<T, R> once(Message request, R none, Function<? super T, R> words) {
        return requests.once(who(), request, none, words);
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
