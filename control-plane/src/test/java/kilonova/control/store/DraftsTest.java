package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import kilonova.kernel.Env;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DraftsTest {
    private final Database database =
            Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), Env.real(), CommitProbe.NONE);
    private final List<String> written = new ArrayList<>();
    private final AtomicInteger read = new AtomicInteger();
    private final Drafts<String> drafts = new Drafts<>((tx, seen, next) -> written.add(seen + " -> " + next));

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRowIsReadOnceInATransaction() {
        database.write(tx -> {
            assertThat(find(tx)).contains("old");
            assertThat(find(tx)).contains("old");
            return null;
        });
        assertThat(read).hasValue(1);
        database.write(tx -> find(tx));
        assertThat(read).hasValue(2);
    }

    @Test
    void aRowChangedTwiceIsWrittenOnceAsItIsAtTheEnd() {
        database.write(tx -> {
            drafts.replace(tx, "1", "old", "newer");
            drafts.replace(tx, "1", "newer", "newest");
            assertThat(find(tx)).contains("newest");
            assertThat(written).isEmpty();
            return null;
        });
        assertThat(written).containsExactly("old -> newest");
    }

    @Test
    void aFlushWritesAtOnceAndWhatFollowsIsWrittenAgain() {
        database.write(tx -> {
            drafts.replace(tx, "1", "old", "newer");
            drafts.flush(tx);
            assertThat(written).containsExactly("old -> newer");
            assertThat(drafts.written(tx, "1")).isFalse();
            drafts.replace(tx, "1", "newer", "newest");
            return null;
        });
        assertThat(written).containsExactly("old -> newer", "newer -> newest");
    }

    @Test
    void nothingIsWrittenOfATransactionThatFails() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> database.write(tx -> {
                    drafts.replace(tx, "1", "old", "newer");
                    throw new IllegalStateException("refused");
                })))
                .hasMessage("refused");
        assertThat(written).isEmpty();
    }

    private Optional<String> find(Tx tx) {
        return drafts.find(tx, "1", () -> {
            read.incrementAndGet();
            return Optional.of("old");
        });
    }
}
