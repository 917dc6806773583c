package kilonova.control.placement.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The search finds what the definition says, all of it and nothing twice. As many worlds as {@code junit-platform.properties}
 * says; {@code -Djqwik.tries.default=100000} tries more.
 */
final class SearchTest {
    @Property
    void findsEveryCandidateOnceAndNoOther(@ForAll("worlds") RandomWorld world) {
        var memory = new ProviderMemory();
        memory.fill(world.givers(), 1);
        assertThat(new HashSet<>(found(memory, world.query())))
                .isEqualTo(new Reference(world.providers(), world.query()).all());
        assertThat(found(memory, world.query())).doesNotHaveDuplicates();
    }

    @Property(tries = 500)
    void whatWasToldChangeByChangeIsAsWhatWasReadAtOnce(@ForAll("worlds") RandomWorld world, @ForAll Random random) {
        var told = new ProviderMemory();
        List<Giver> order = new ArrayList<>(world.givers());
        Collections.shuffle(order, random);
        long revision = 0;
        for (Giver each : order) {
            told.apply(List.of(new ProviderMemory.Change.Put(elsewhere(each))), ++revision);
            told.view();
        }
        told.apply(List.of(new ProviderMemory.Change.Gone(order.getFirst().id())), ++revision);
        for (Giver each : order) {
            told.apply(List.of(new ProviderMemory.Change.Put(each)), ++revision);
        }
        var read = new ProviderMemory();
        read.fill(world.givers(), 1);
        assertThat(found(told, world.query())).isEqualTo(found(read, world.query()));
    }

    /** The same provider before it was moved to its tree, with nothing to give. */
    private static Giver elsewhere(Giver each) {
        return new Giver(each.id(), "", each.id(), Map.of(), List.of(), List.of());
    }

    @Property(tries = 500)
    void aViewStaysAsItWas(@ForAll("worlds") RandomWorld world) {
        var memory = new ProviderMemory();
        memory.fill(world.givers(), 1);
        View before = memory.view();
        List<Found> found = found(before, world.query());
        memory.apply(
                world.providers().stream()
                        .map(each -> (ProviderMemory.Change) new ProviderMemory.Change.Gone(each.id()))
                        .toList(),
                2);
        if (world.query().groups().stream().allMatch(group -> group.inTree().isEmpty())) {
            assertThat(found(before, world.query())).isEqualTo(found);
        }
        assertThat(found(memory, world.query())).isEmpty();
    }

    @Provide
    Arbitrary<RandomWorld> worlds() {
        return Arbitraries.randomValue(RandomWorld::of);
    }

    private static List<Found> found(ProviderMemory memory, Query query) {
        return found(memory.view(), query);
    }

    private static List<Found> found(View view, Query query) {
        var search = new Search(view, query);
        var all = new ArrayList<Found>();
        for (Candidate each = search.next(); each != null; each = search.next()) {
            all.add(Found.of(each));
        }
        assertThat(search.truncated()).isFalse();
        return all;
    }
}
