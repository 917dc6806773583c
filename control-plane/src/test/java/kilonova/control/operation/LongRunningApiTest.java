package kilonova.control.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.longrunning.ListOperationsRequest;
import kilonova.kernel.ProblemException;
import org.junit.jupiter.api.Test;

class LongRunningApiTest {
    @Test
    void openOperationsAreAskedForByOneFilter() {
        var request = ListOperationsRequest.newBuilder()
                .setName("operations")
                .setPageSize(7)
                .setPageToken("next");

        var all = LongRunningApi.asked(request.build());
        assertThat(all.getOpenOnly()).isFalse();
        assertThat(all.getPageSize()).isEqualTo(7);
        assertThat(all.getPageToken()).isEqualTo("next");
        assertThat(LongRunningApi.asked(request.setFilter("done=false").build()).getOpenOnly())
                .isTrue();
    }

    @Test
    void aFilterThatIsNotKnownIsRefusedInsteadOfPassedOver() {
        var request = ListOperationsRequest.newBuilder().setFilter("done=true").build();

        assertThatThrownBy(() -> LongRunningApi.asked(request))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("filter");
    }

    @Test
    void aCollectionThatIsNotKnownIsRefusedInsteadOfPassedOver() {
        var request = ListOperationsRequest.newBuilder().setName("servers/7").build();

        assertThatThrownBy(() -> LongRunningApi.asked(request))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("name");
    }
}
