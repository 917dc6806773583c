package kilonova.control.placement;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.store.Database;
import kilonova.kernel.Problem;

/** The ledger as callers ask for it, within the policy. */
public final class PlacementDesk {
    private static final int MAX_PAGE = 1_000;

    private final Database database;
    private final PlacementLedger ledger;
    private final Policy policy;

    /**
     * Some of a list.
     *
     * @param more the token of the next page, empty on the last
     */
    record Page<T>(List<T> items, Optional<String> more) {}

    /** @param policy of {@link kilonova.control.policy.PolicyBook#PLACEMENT} */
    public PlacementDesk(Database database, PlacementLedger ledger, Policy policy) {
        this.database = database;
        this.ledger = ledger;
        this.policy = policy;
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    Provider provider(Principal who, String id) {
        require(who, "resource_providers:show");
        return database.read(tx -> ledger.provider(tx, id))
                .orElseThrow(() -> new Problem.NotFound("resource_provider", id).raise());
    }

    /** By name. */
    Page<Provider> providers(Principal who, String after, int asked) {
        require(who, "resource_providers:list");
        int size = size(asked);
        List<Provider> page = database.read(tx -> ledger.providers(tx, after, size));
        return new Page<>(page, page.size() == size ? Optional.of(page.getLast().name()) : Optional.empty());
    }

    /** By consumer, then by provider. */
    Page<Allocation> allocations(
            Principal who, Optional<String> consumer, Optional<String> provider, String after, int asked) {
        require(who, "allocations:list");
        int size = size(asked);
        List<Allocation> page = database.read(tx -> ledger.allocations(tx, consumer, provider, after, size));
        return new Page<>(
                page,
                page.size() == size
                        ? Optional.of(
                                page.getLast().consumer() + "/" + page.getLast().provider())
                        : Optional.empty());
    }

    private static int size(int asked) {
        return asked == 0 ? MAX_PAGE : Math.min(asked, MAX_PAGE);
    }

    private void require(Principal who, String rule) {
        policy.require(who, "placement:" + rule, Target.own(who));
    }
}
