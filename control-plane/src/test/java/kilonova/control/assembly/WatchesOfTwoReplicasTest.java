package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grpc.Channel;
import io.grpc.Context;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import kilonova.compute.v1.CreateFlavorRequest;
import kilonova.compute.v1.Flavor;
import kilonova.compute.v1.FlavorEvent;
import kilonova.compute.v1.FlavorServiceGrpc;
import kilonova.compute.v1.WatchFlavorsRequest;
import kilonova.compute.v1.WatchFlavorsResponse;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watcher leaves one replica in the middle of the changes, and goes on at another, with the bookmark that it had. */
@EveryDatabase
final class WatchesOfTwoReplicasTest {
    private static final int ROUNDS = 6;

    private final HandClock clock = new HandClock();
    private final TickedControl ada;
    private final TickedControl bob;

    WatchesOfTwoReplicasTest(TestDatabase at) {
        assumeThat(at.kind()).as("one process at a time").isNotEqualTo(DatabaseKind.SQLITE);
        ada = new TickedControl(at, clock, "ada");
        bob = new TickedControl(at, clock, "bob");
    }

    @AfterEach
    void close() {
        ada.close();
        bob.close();
    }

    @Test
    void nothingIsMissedAndNothingToldTwice() {
        long bookmark = snapshot(ada);
        var told = new ArrayList<String>();
        var made = new ArrayList<String>();
        for (int round = 0; round < ROUNDS; round++) {
            TickedControl writer = round % 2 == 0 ? ada : bob;
            TickedControl watched = round % 3 == 0 ? ada : bob;
            for (int i = 0; i < 3; i++) {
                made.add(flavor(writer, "flavor-" + round + "-" + i));
            }
            bookmark = hear(watched, bookmark, 3, told);
        }
        assertThat(told).isEqualTo(made);
    }

    private long snapshot(TickedControl at) {
        return following(at, 0, messages -> {
            while (true) {
                WatchFlavorsResponse next = messages.next();
                if (next.getSnapshotComplete()) {
                    return next.getBookmark();
                }
            }
        });
    }

    /** Hears so many events, and leaves. @return the bookmark that came with the last */
    private long hear(TickedControl at, long from, int many, List<String> told) {
        return following(at, from, messages -> {
            int left = many;
            while (true) {
                WatchFlavorsResponse next = messages.next();
                for (FlavorEvent event : next.getEventsList()) {
                    told.add(event.getFlavor().getName());
                    left--;
                }
                if (left == 0 && next.getBookmark() > 0) {
                    return next.getBookmark();
                }
            }
        });
    }

    private interface Hearing {
        long of(Iterator<WatchFlavorsResponse> messages);
    }

    private long following(TickedControl at, long from, Hearing hearing) {
        try (Context.CancellableContext until = Context.current().withCancellation()) {
            Channel channel = at.channel("admin");
            Context before = until.attach();
            try {
                return hearing.of(FlavorServiceGrpc.newBlockingStub(channel)
                        .watchFlavors(WatchFlavorsRequest.newBuilder()
                                .setRevision(from)
                                .build()));
            } finally {
                until.detach(before);
            }
        }
    }

    private static String flavor(TickedControl at, String name) {
        return FlavorServiceGrpc.newBlockingStub(at.channel("admin"))
                .createFlavor(CreateFlavorRequest.newBuilder()
                        .setFlavor(Flavor.newBuilder()
                                .setName(name)
                                .setVcpus(1)
                                .setMemoryMb(64)
                                .setPublic(true))
                        .build())
                .getName();
    }
}
