package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Listeners that fail: it is theirs alone. */
final class ChangeFeedTest {
    private final List<String> heard = new ArrayList<>();
    private final ChangeFeed feed = new ChangeFeed(0, () -> {});

    private static List<Committed> committed(long revision) {
        return List.of(new Committed(revision, Change.of("test", "r" + revision, "", 1)));
    }

    private static <T> void fail(T what) {
        throw new IllegalStateException("cannot take " + what);
    }

    @Test
    void oneThatFailsKeepsTheNewsFromNobody() {
        feed.listen(ChangeFeedTest::fail, () -> {});
        feed.listen(news -> news.forEach(each -> heard.add(each.change().id())), () -> {});

        feed.committed(committed(1));
        feed.committed(committed(2));

        assertThat(heard).containsExactly("r1", "r2");
        assertThat(feed.delivered()).isEqualTo(2);
    }

    @Test
    void oneThatFailsToTellOtherProcessesKeepsTheNewsFromNobodyHere() {
        feed.onGrowth(ChangeFeedTest::fail);
        feed.onGrowth(revision -> heard.add("grew to " + revision));
        feed.listen(news -> news.forEach(each -> heard.add(each.change().id())), () -> {});

        feed.committed(committed(1));

        assertThat(heard).containsExactly("grew to 1", "r1");
    }

    @Test
    void oneThatCannotReadAnewIsAskedAgainUntilItCanAndTheOthersAreNot() {
        var able = new AtomicBoolean();
        feed.listen(news -> {}, () -> {
            if (!able.get()) {
                fail("the gap");
            }
            heard.add("read anew");
        });
        feed.listen(news -> {}, () -> heard.add("the other"));

        feed.missed(7);
        feed.makeGood();
        assertThat(heard).containsExactly("the other");

        able.set(true);
        feed.makeGood();
        feed.makeGood();
        assertThat(heard).containsExactly("the other", "read anew");
    }

    @Test
    void oneThatLeftIsNotAskedAgain() throws Exception {
        AutoCloseable listening = feed.listen(news -> {}, () -> {
            heard.add("asked");
            fail("the gap");
        });
        feed.missed(7);
        listening.close();
        feed.makeGood();

        assertThat(heard).containsExactly("asked");
    }
}
