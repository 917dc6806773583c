package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuestMarkTest {
    @Test
    void aMarkReadsAsItWasWritten() {
        var mark = new GuestMark("5e17e500-0000-4000-8000-000000000001", 12, 3);
        assertThat(GuestMark.read(mark.xml())).contains(mark);
    }

    @Test
    void aForeignElementIsNoMark() {
        assertThat(GuestMark.read("<nova:instance xmlns:nova='x'/>")).isEmpty();
        assertThat(GuestMark.read("<kilonova:guest server='a' generation='x' epoch='1'/>"))
                .isEmpty();
    }
}
