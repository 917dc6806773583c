package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SharedTest {
    private final List<String> freed = new ArrayList<>();
    private final Shared<String> shared = new Shared<>("connection", freed::add);

    @Test
    void whatNobodyUsesIsFreedAtOnceAndOnlyOnce() {
        assertThat(shared.enter()).isTrue();
        shared.leave();
        assertThat(freed).isEmpty();

        shared.retire();
        shared.retire();
        assertThat(freed).containsExactly("connection");
        assertThat(shared.enter()).isFalse();
    }

    @Test
    void whatIsInUseIsFreedWhenTheLastCallHasLeftIt() {
        shared.enter();
        shared.enter();
        shared.retire();
        assertThat(shared.enter()).isFalse();
        shared.leave();
        assertThat(freed).isEmpty();

        shared.leave();
        assertThat(freed).containsExactly("connection");
    }
}
