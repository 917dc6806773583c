package kilonova.control.placement;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kilonova.control.guard.Guard;
import kilonova.control.store.Change;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Who holds what of whom, within the caller's transaction. */
public final class PlacementLedger {
    /** The change log's word for a provider; its payload is {@link Provider#pack}. */
    public static final String KIND = "provider";

    /** More allocations than one consumer ever has. */
    private final Env env;

    private final ProviderRepository providers = new ProviderRepository();
    private final AllocationRepository repository = new AllocationRepository();
    private final ConsumerRepository consumers = new ConsumerRepository();

    public PlacementLedger(Env env) {
        this.env = env;
    }

    /**
     * Makes the provider what its host reports; what is given out stays, and so do traits that its host never reported.
     * Nothing is written when nothing changed.
     */
    public void ensureProvider(Tx tx, String id, String name, Map<String, Inventory> inventories, List<String> traits) {
        Optional<Provider> seen = providers.provider(tx, id);
        if (seen.isEmpty()) {
            Provider made = Provider.host(id, name, inventories, traits, env.nowMicros());
            providers.insert(tx, made);
            changed(tx, made, "");
            return;
        }
        Provider now = seen.get();
        Provider next = now.reported(name, inventories, traits, env.nowMicros());
        boolean same = now.inventories().equals(next.inventories())
                && now.traits().equals(next.traits())
                && now.reported().equals(next.reported())
                && now.name().equals(name);
        if (!same) {
            replace(tx, now, next, "");
        }
    }

    /**
     * Forgets the provider of a host that is deleted; nothing happens when there is none.
     *
     * @throws kilonova.kernel.ProblemException InUse while anybody holds something of it; HasChildren
     */
    public void dropProvider(Tx tx, String id) {
        providers.provider(tx, id).ifPresent(seen -> drop(tx, providers, repository, seen));
    }

    /**
     * Takes a provider away that nobody holds anything of. Its row goes first: whoever writes it just now makes the
     * transaction run again, on what is there then.
     *
     * @throws kilonova.kernel.ProblemException InUse, HasChildren
     */
    static void drop(Tx tx, ProviderRepository providers, AllocationRepository allocations, Provider seen) {
        if (!providers.delete(tx, seen)) {
            throw new LostRace(KIND, seen.id());
        }
        if (providers.hasChildren(tx, seen.id())) {
            throw new Problem.HasChildren(ProviderLifecycle.KIND, seen.id()).raise();
        }
        if (!allocations.consumers(tx, List.of(seen.id())).isEmpty()) {
            throw new Problem.InUse(ProviderLifecycle.KIND, seen.id(), "allocations").raise();
        }
        gone(tx, seen);
    }

    /**
     * Holds the amounts for the consumer, unless they no longer fit. Asking again for the same changes nothing.
     *
     * @return whether the consumer holds them now
     */
    public boolean claim(Tx tx, Allocation wanted) {
        if (!repository.insertNew(tx, wanted, env.nowMicros())) {
            return allocations(tx, wanted.consumer()).contains(wanted);
        }
        Optional<Provider> fitting = providers
                .provider(tx, wanted.provider())
                .filter(provider -> !Guard.CLAIM_FITS.stands() || provider.fits(wanted.resources()));
        if (fitting.isEmpty()) {
            repository.delete(tx, wanted);
            return false;
        }
        use(tx, fitting.get(), fitting.get().usages().plus(wanted.resources()), wanted.consumer());
        return true;
    }

    /** Gives back all that the consumer holds. Idempotent. */
    public void release(Tx tx, String consumer) {
        List<Holding> holdings = repository.holdings(tx, consumer);
        holdings.forEach(held -> release(tx, held.allocation()));
        if (holdings.stream().anyMatch(Holding::enlisted)) {
            consumers.strike(tx, consumer);
        }
    }

    /** Gives back one allocation. */
    public void release(Tx tx, Allocation held) {
        Provider seen = providers
                .provider(tx, held.provider())
                .orElseThrow(() -> new IllegalStateException("allocation without provider: " + held));
        use(tx, seen, seen.usages().minus(held.resources()), held.consumer());
        repository.delete(tx, held);
    }

    /** Every allocation of a provider, by consumer. */
    public List<Allocation> held(Tx tx, String provider) {
        return allocations(tx, Optional.empty(), Optional.of(provider), "", Integer.MAX_VALUE);
    }

    /** Those among these consumers who keep their own books: whatever they hold is theirs to give back. One statement. */
    public Set<String> enlisted(Tx tx, Collection<String> among) {
        return consumers.generations(tx, among).keySet();
    }

    /** Puts what is held in the place of the provider's usage; a lost race when it was written since it was seen. */
    public void correct(Tx tx, Provider seen, Resources due) {
        use(tx, seen, due, "");
    }

    public List<Allocation> allocations(Tx tx, String consumer) {
        return repository.holdings(tx, consumer).stream()
                .map(Holding::allocation)
                .toList();
    }

    /** @param after {@code consumer/provider} of the last one before this page, or empty */
    public List<Allocation> allocations(
            Tx tx, Optional<String> consumer, Optional<String> provider, String after, int limit) {
        return repository.holdings(tx, consumer, provider, after, limit).stream()
                .map(Holding::allocation)
                .toList();
    }

    public Optional<Provider> provider(Tx tx, String id) {
        return providers.provider(tx, id);
    }

    /** The hosts of this cloud, by name. */
    public List<Provider> providers(Tx tx, String afterName, int limit) {
        return providers.hosts(tx, afterName, limit);
    }

    /** By id, those of these that there are. One statement. */
    public Map<String, Provider> providers(Tx tx, Collection<String> ids) {
        return providers.providers(tx, ids);
    }

    /** How many consumers hold something of each of these providers; nothing of those that nobody holds. One statement. */
    public Map<String, Integer> consumers(Tx tx, Collection<String> ids) {
        return repository.consumers(tx, ids);
    }

    /** The providers that each of these consumers holds something of; nothing of those that hold nothing. One statement. */
    public Map<String, List<String>> providersOf(Tx tx, Collection<String> consumers) {
        return repository.providersOf(tx, consumers);
    }

    private void use(Tx tx, Provider seen, Resources usages, String consumer) {
        replace(tx, seen, seen.using(usages, env.nowMicros()), consumer);
    }

    private void replace(Tx tx, Provider seen, Provider next, String consumer) {
        if (!providers.replace(tx, seen, next)) {
            throw new LostRace(KIND, seen.id());
        }
        changed(tx, next, consumer);
    }

    /** @param consumer whose hold on it changed; empty for nobody's */
    static void changed(Tx tx, Provider provider, String consumer) {
        tx.changed(Change.of(KIND, provider.id(), "", provider.generation())
                .with(provider.pack() + "|" + consumer)
                .knowing(provider));
    }

    private static void gone(Tx tx, Provider provider) {
        tx.changed(Change.deleted(KIND, provider.id(), "", provider.generation() + 1));
    }
}
