package kilonova.control.flavor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.compute.v1.FlavorEvent;
import kilonova.compute.v1.ListFlavorAccessRequest;
import kilonova.compute.v1.ListFlavorAccessResponse;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.ListFlavorsResponse;
import kilonova.compute.v1.ResourceEventKind;
import kilonova.control.edge.Paging;
import kilonova.control.edge.WireTime;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.watch.News;
import kilonova.kernel.Problem;

/** Flavors as messages, and back. */
final class FlavorProto {
    private FlavorProto() {}

    static kilonova.compute.v1.Flavor message(Flavor flavor, boolean withSpecs) {
        var message = kilonova.compute.v1.Flavor.newBuilder()
                .setId(flavor.id())
                .setName(flavor.name())
                .setDescription(flavor.description())
                .setVcpus(flavor.vcpus())
                .setMemoryMb(flavor.memoryMb())
                .setDiskGb(flavor.diskGb())
                .setEphemeralGb(flavor.ephemeralGb())
                .setSwapMb(flavor.swapMb())
                .setRxtxFactor(flavor.rxtxFactor())
                .setPublic(flavor.open())
                .setDisabled(flavor.disabled())
                .setCreateTime(WireTime.of(flavor.createdMicros()))
                .setUpdateTime(WireTime.of(flavor.updatedMicros()))
                .setEtag(flavor.etag());
        if (withSpecs) {
            message.putAllExtraSpecs(flavor.extraSpecs());
        }
        return message.build();
    }

    /** Of one that is gone only the id. */
    static FlavorEvent event(News<Flavor> news, boolean withSpecs) {
        return FlavorEvent.newBuilder()
                .setKind(
                        news.gone()
                                ? ResourceEventKind.RESOURCE_EVENT_KIND_DELETED
                                : ResourceEventKind.RESOURCE_EVENT_KIND_CURRENT)
                .setFlavor(news.known()
                        .map(flavor -> message(flavor, withSpecs))
                        .orElseGet(() -> kilonova.compute.v1.Flavor.newBuilder()
                                .setId(news.id())
                                .build()))
                .setRevision(news.revision())
                .build();
    }

    /** What a caller wants made: an rxtx factor of 0 means the usual 1. */
    static Flavor wanted(kilonova.compute.v1.Flavor message) {
        return new Flavor(
                message.getId(),
                message.getName(),
                message.getDescription(),
                message.getVcpus(),
                message.getMemoryMb(),
                message.getDiskGb(),
                message.getEphemeralGb(),
                message.getSwapMb(),
                message.getRxtxFactor() == 0 ? 1.0 : message.getRxtxFactor(),
                message.getPublic(),
                message.getDisabled(),
                new TreeMap<>(message.getExtraSpecsMap()),
                List.of(),
                0,
                0,
                0);
    }

    static FlavorQuery query(ListFlavorsRequest request, Principal who) {
        return new FlavorQuery(
                Paging.size(request.getPageSize()),
                Paging.after(request.getPageToken(), request.getAfterId(), request, who),
                visibility(request.getVisibility()),
                request.getMinMemoryMb(),
                request.getMinDiskGb(),
                key(request.getOrderBy()),
                request.getDescending(),
                request.hasChangedSince() ? WireTime.micros(request.getChangedSince()) : 0,
                request.getName().isEmpty() ? Optional.empty() : Optional.of(request.getName()));
    }

    static ListFlavorsResponse page(
            FlavorQuery.Page page, boolean withSpecs, ListFlavorsRequest request, Principal who) {
        return ListFlavorsResponse.newBuilder()
                .addAllFlavors(page.flavors().stream()
                        .map(flavor -> message(flavor, withSpecs))
                        .toList())
                .setNextPageToken(page.next()
                        .map(place -> Paging.token(place, request, who))
                        .orElse(""))
                .build();
    }

    static ListFlavorAccessResponse access(Flavor flavor, ListFlavorAccessRequest request, Principal who) {
        Optional<String> after = Paging.place(request.getPageToken(), request, who);
        int size = Paging.size(request.getPageSize());
        List<String> projects = flavor.access().stream()
                .map(ProjectId::value)
                .filter(project ->
                        after.map(before -> project.compareTo(before) > 0).orElse(true))
                .toList();
        boolean more = projects.size() > size;
        List<String> page = more ? projects.subList(0, size) : projects;
        return ListFlavorAccessResponse.newBuilder()
                .setId(flavor.id())
                .addAllProjectIds(page)
                .setNextPageToken(more ? Paging.token(page.getLast(), request, who) : "")
                .build();
    }

    static ListFlavorAccessResponse access(Flavor flavor) {
        return ListFlavorAccessResponse.newBuilder()
                .setId(flavor.id())
                .addAllProjectIds(flavor.access().stream().map(ProjectId::value).toList())
                .build();
    }

    private static FlavorQuery.Visibility visibility(ListFlavorsRequest.Visibility visibility) {
        return switch (visibility) {
            case VISIBILITY_UNSPECIFIED -> FlavorQuery.Visibility.MINE;
            case VISIBILITY_PUBLIC -> FlavorQuery.Visibility.OPEN;
            case VISIBILITY_PRIVATE -> FlavorQuery.Visibility.PRIVATE;
            case VISIBILITY_ALL -> FlavorQuery.Visibility.ALL;
            case UNRECOGNIZED -> throw new Problem.Invalid("visibility", "unknown").raise();
        };
    }

    private static FlavorQuery.SortKey key(String name) {
        if (name.isEmpty()) {
            return FlavorQuery.SortKey.FLAVORID;
        }
        for (FlavorQuery.SortKey key : FlavorQuery.SortKey.values()) {
            if (key.name().toLowerCase(Locale.ROOT).equals(name)) {
                return key;
            }
        }
        throw new Problem.Invalid("order_by", "unknown sort key " + name).raise();
    }
}
