package kilonova.control.placement;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Timestamps;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.placement.v1.Amounts;
import kilonova.placement.v1.ConsumerAllocations;
import kilonova.placement.v1.ConsumerTypeUsages;
import kilonova.placement.v1.ProviderAggregates;
import kilonova.placement.v1.ProviderInventories;
import kilonova.placement.v1.ProviderTraits;
import kilonova.placement.v1.ProviderUsages;
import kilonova.placement.v1.ResourceClass;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.Trait;

/** Records as messages, and the reverse. */
final class PlacementProto {
    private PlacementProto() {}

    /** @param mask fields to fill; empty means all */
    static ResourceProvider message(Provider provider, FieldMask mask) {
        var fields = new TreeSet<>(mask.getPathsList());
        boolean all = fields.isEmpty();
        var message = ResourceProvider.newBuilder().setId(provider.id());
        if (all || fields.contains("name")) {
            message.setName(provider.name());
        }
        if (all || fields.contains("generation")) {
            message.setGeneration(provider.generation());
        }
        if (all || fields.contains("parent_id")) {
            message.setParentId(provider.parent().orElse(""));
        }
        if (all || fields.contains("root_id")) {
            message.setRootId(provider.root());
        }
        if (all || fields.contains("inventories")) {
            message.putAllInventories(inventories(provider));
        }
        if (all || fields.contains("usages")) {
            message.putAllUsages(usages(provider));
        }
        if (all || fields.contains("traits")) {
            message.addAllTraits(provider.traits());
        }
        if (all || fields.contains("aggregate_ids")) {
            message.addAllAggregateIds(provider.aggregates());
        }
        if (all || fields.contains("create_time")) {
            message.setCreateTime(Timestamps.fromMicros(provider.createdAt()));
        }
        if (all || fields.contains("update_time")) {
            message.setUpdateTime(Timestamps.fromMicros(provider.updatedAt()));
        }
        return message.build();
    }

    static ResourceProvider message(Provider provider) {
        return message(provider, FieldMask.getDefaultInstance());
    }

    private static Map<String, kilonova.placement.v1.Inventory> inventories(Provider provider) {
        var all = new TreeMap<String, kilonova.placement.v1.Inventory>();
        provider.inventories().forEach((resource, inventory) -> all.put(resource, message(inventory)));
        return all;
    }

    private static kilonova.placement.v1.Inventory message(Inventory inventory) {
        return kilonova.placement.v1.Inventory.newBuilder()
                .setTotal(inventory.total())
                .setReserved(inventory.reserved())
                .setMinUnit(inventory.minUnit())
                .setMaxUnit(inventory.maxUnit())
                .setStepSize(inventory.stepSize())
                .setAllocationRatio(inventory.ratio())
                .build();
    }

    /** For every class that it has an inventory of, and every one that is held of it all the same. */
    private static Map<String, Long> usages(Provider provider) {
        var all = new TreeMap<>(provider.usages().amounts());
        provider.inventories().keySet().forEach(resource -> all.putIfAbsent(resource, 0L));
        return all;
    }

    static ProviderInventories inventories(Provider provider, String only) {
        var message = ProviderInventories.newBuilder()
                .setResourceProviderId(provider.id())
                .setGeneration(provider.generation())
                .setUpdateTime(Timestamps.fromMicros(provider.updatedAt()));
        inventories(provider).forEach((resource, inventory) -> {
            if (only.isEmpty() || only.equals(resource)) {
                message.putInventories(resource, inventory);
            }
        });
        return message.build();
    }

    static ProviderAggregates aggregates(Provider provider) {
        return ProviderAggregates.newBuilder()
                .setResourceProviderId(provider.id())
                .setGeneration(provider.generation())
                .addAllAggregateIds(provider.aggregates())
                .setUpdateTime(Timestamps.fromMicros(provider.updatedAt()))
                .build();
    }

    static ProviderTraits traits(Provider provider) {
        return ProviderTraits.newBuilder()
                .setResourceProviderId(provider.id())
                .setGeneration(provider.generation())
                .addAllTraits(provider.traits())
                .setUpdateTime(Timestamps.fromMicros(provider.updatedAt()))
                .build();
    }

    static ProviderUsages providerUsages(Provider provider) {
        return ProviderUsages.newBuilder()
                .setResourceProviderId(provider.id())
                .setGeneration(provider.generation())
                .putAllUsages(usages(provider))
                .setUpdateTime(Timestamps.fromMicros(provider.updatedAt()))
                .build();
    }

    static Trait trait(Term term) {
        var message = Trait.newBuilder().setName(term.name());
        term.createdAt()
                .ifPresentOrElse(
                        at -> message.setCreateTime(Timestamps.fromMicros(at)), () -> message.setStandard(true));
        return message.build();
    }

    static ResourceClass resourceClass(Term term) {
        var message = ResourceClass.newBuilder().setName(term.name());
        term.createdAt()
                .ifPresentOrElse(
                        at -> message.setCreateTime(Timestamps.fromMicros(at)), () -> message.setStandard(true));
        return message.build();
    }

    static kilonova.placement.v1.Consumer message(Consumer consumer) {
        var message = kilonova.placement.v1.Consumer.newBuilder().setId(consumer.id());
        consumer.generation().ifPresent(message::setGeneration);
        consumer.holdings().forEach(each -> message.setProjectId(
                        each.allocation().project().value())
                .setUserId(each.allocation().user().value())
                .setConsumerType(each.type())
                .addAllocations(message(consumer, each)));
        return message.build();
    }

    static kilonova.placement.v1.Allocation message(Consumer consumer, Holding holding) {
        Allocation allocation = holding.allocation();
        return kilonova.placement.v1.Allocation.newBuilder()
                .setConsumerId(allocation.consumer())
                .setResourceProviderId(allocation.provider())
                .setProjectId(allocation.project().value())
                .setUserId(allocation.user().value())
                .putAllResources(allocation.resources().amounts())
                .setConsumerType(holding.type())
                .setConsumerGeneration(consumer.generation().orElse(0L))
                .setResourceProviderGeneration(consumer.providerGenerations().getOrDefault(allocation.provider(), 0L))
                .setCreateTime(Timestamps.fromMicros(holding.createdAt()))
                .build();
    }

    static ConsumerTypeUsages message(ConsumerBooks.Usage usage) {
        return ConsumerTypeUsages.newBuilder()
                .setConsumerType(usage.type())
                .setConsumerCount(usage.consumers())
                .putAllUsages(usage.resources().amounts())
                .build();
    }

    static Inventory inventory(kilonova.placement.v1.Inventory said) {
        return new Inventory(
                said.getTotal(),
                said.getReserved(),
                orElse(said.getMinUnit(), 1),
                orElse(said.getMaxUnit(), Inventory.MOST),
                orElse(said.getStepSize(), 1),
                said.getAllocationRatio() == 0 ? 1.0 : said.getAllocationRatio());
    }

    private static long orElse(long said, long usual) {
        return said == 0 ? usual : said;
    }

    static Map<String, Inventory> inventories(Map<String, kilonova.placement.v1.Inventory> said) {
        var all = new TreeMap<String, Inventory>();
        said.forEach((resource, inventory) -> all.put(resource, inventory(inventory)));
        return all;
    }

    static Providers.Draft draft(ResourceProvider said) {
        return new Providers.Draft(
                said.getId(),
                said.getName(),
                said.getParentId(),
                inventories(said.getInventoriesMap()),
                said.getTraitsList(),
                said.getAggregateIdsList());
    }

    static Wanted wanted(ConsumerAllocations said) {
        var byProvider = new TreeMap<String, Resources>();
        said.getAllocationsMap().forEach((provider, amounts) -> byProvider.put(provider, resources(amounts)));
        return new Wanted(
                ProviderLifecycle.uuid("consumer_id", said.getConsumerId()),
                said.getProjectId(),
                said.getUserId(),
                said.getConsumerType(),
                byProvider,
                said.getRequireGeneration(),
                said.hasConsumerGeneration() ? Optional.of(said.getConsumerGeneration()) : Optional.empty());
    }

    private static Resources resources(Amounts said) {
        said.getResourcesMap().forEach((resource, amount) -> {
            if (amount < 1 || amount > Inventory.MOST) {
                throw new kilonova.kernel.Problem.Invalid(
                                "allocations", resource + ": " + amount + " (expected: 1.." + Inventory.MOST + ")")
                        .raise();
            }
        });
        if (said.getResourcesMap().isEmpty()) {
            throw new kilonova.kernel.Problem.Invalid("allocations", "no resources (expected: one at least)").raise();
        }
        return new Resources(said.getResourcesMap());
    }

    static List<ConsumerTypeUsages> usages(List<ConsumerBooks.Usage> usages) {
        return usages.stream().map(PlacementProto::message).toList();
    }
}
