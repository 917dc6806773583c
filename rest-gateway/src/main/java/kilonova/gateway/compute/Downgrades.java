package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Takes a view of a resource from the newest version down, one step for each version that touched the resource.
 *
 * @param <C> what a step needs besides the view: the message it came from, links
 */
public final class Downgrades<C> {
    private final List<Step<C>> steps;

    /** Undoes what version 2.{@code since} brought. */
    public record Step<C>(int since, BiConsumer<ObjectNode, C> undo) {}

    private Downgrades(List<Step<C>> steps) {
        this.steps = List.copyOf(steps);
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i - 1).since() <= steps.get(i).since()) {
                throw new IllegalArgumentException("downgrades: not from the newest to the oldest");
            }
        }
    }

    /** Steps from the newest to the oldest. */
    @SafeVarargs
    public static <C> Downgrades<C> of(Step<C>... steps) {
        return new Downgrades<>(List.of(steps));
    }

    public static <C> Step<C> since(int minor, BiConsumer<ObjectNode, C> undo) {
        return new Step<>(minor, undo);
    }

    /** A step that only takes members out. */
    public static <C> Step<C> added(int minor, String... members) {
        var names = List.of(members);
        return new Step<>(minor, (view, context) -> view.remove(names));
    }

    /** Changes the view in place to what it was in this version, and returns it. */
    public ObjectNode to(Microversion version, ObjectNode view, C context) {
        for (Step<C> step : steps) {
            if (version.atLeast(step.since())) {
                return view;
            }
            step.undo().accept(view, context);
        }
        return view;
    }
}
