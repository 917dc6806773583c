package kilonova.distribution.placement;

import java.util.List;

/**
 * All that a Placement knows and that did not come with it.
 *
 * @param classes custom ones
 * @param traits custom ones
 * @param providers parents before their children
 */
record Stock(List<String> classes, List<String> traits, List<StockProvider> providers, List<StockConsumer> consumers) {
    Stock {
        classes = List.copyOf(classes);
        traits = List.copyOf(traits);
        providers = List.copyOf(providers);
        consumers = List.copyOf(consumers);
    }
}
