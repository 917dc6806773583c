package kilonova.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private final Memory memory = new Memory("tenant");

    @Test
    void whatASnapshotLeavesOutIsForgotten() {
        took(1, 1, "a", false);
        memory.streamOpened();
        memory.took(List.of(new Memory.Event("b", 2, 1, false)), 2, true);

        assertThat(memory.generations()).containsOnlyKeys("b");
        assertThat(memory.nonsense()).isEmpty();
    }

    @Test
    void anEventThatTheBookmarkCoveredIsNonsense() {
        took(5, 1, "a", false);
        took(5, 2, "b", false);

        assertThat(memory.nonsense()).containsExactly("server b came at revision 5 after bookmark 5");
    }

    @Test
    void aBookmarkThatGoesBackIsNonsense() {
        took(5, 1, "a", false);
        memory.took(List.of(), 4, false);

        assertThat(memory.nonsense()).containsExactly("bookmark 4 came after 5");
    }

    @Test
    void aServerThatComesBackToLifeIsNonsense() {
        took(1, 3, "a", true);
        took(2, 4, "a", false);

        assertThat(memory.nonsense()).containsExactly("server a went back to generation 4");
    }

    @Test
    void aStreamGoesOnFromTheLastBookmark() {
        took(7, 1, "a", false);
        memory.streamOpened();

        assertThat(memory.bookmark()).isEqualTo(7);
        memory.forgotten();
        assertThat(memory.bookmark()).isZero();
        assertThat(memory.leapt()).isTrue();
    }

    private void took(long revision, long generation, String server, boolean deletion) {
        memory.took(List.of(new Memory.Event(server, revision, generation, deletion)), revision, false);
    }
}
