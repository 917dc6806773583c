package kilonova.control.placement;

import kilonova.control.placement.candidate.ProviderMemory;
import kilonova.control.policy.Policy;
import kilonova.control.request.Requests;
import kilonova.control.store.Database;
import kilonova.control.watch.Watches;
import kilonova.kernel.Env;

/** The parts of the room that callers reach, put together. */
public final class PlacementRoom {
    private final MemoryFeed feed;
    private final PlacementApi api;

    private PlacementRoom(MemoryFeed feed, PlacementApi api) {
        this.feed = feed;
        this.api = api;
    }

    /** @param policy of {@link kilonova.control.policy.PolicyBook#PLACEMENT} */
    public static PlacementRoom on(Env env, Database database, Policy policy, Requests requests, Watches watches) {
        var vocabulary = new Vocabulary(env, database, policy);
        var books = new ConsumerBooks(database, policy);
        var consumers = new Consumers(env, database, policy, vocabulary, books);
        var providers = new Providers(env, database, policy, vocabulary);
        var contents = new ProviderContents(env, database, policy, vocabulary, providers);
        var memory = new ProviderMemory();
        return new PlacementRoom(
                new MemoryFeed(database, memory),
                new PlacementApi(
                        new ProviderCalls(providers, contents, requests),
                        new ConsumerCalls(consumers, books, requests),
                        new VocabularyCalls(vocabulary, requests),
                        new PlacementWatches(policy, watches, books),
                        new CandidateDesk(database, policy, vocabulary, memory)));
    }

    /** Fills the memory that candidates are found in. Before the first call. */
    public void start() {
        feed.start();
    }

    public PlacementApi api() {
        return api;
    }
}
