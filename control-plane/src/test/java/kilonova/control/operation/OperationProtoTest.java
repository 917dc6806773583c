package kilonova.control.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationStep;
import org.junit.jupiter.api.Test;

/** What the steps of an operation show to whom. */
final class OperationProtoTest {
    private static final Operation FAILED = failed();

    private static Operation failed() {
        Operation begun = TestOperations.on(Subject.server("s1")).at("BOOT", true, "", 4);
        return begun.failing(new Failure("HostDown", "The host of the server went away.", "host rack-7", false))
                .ended(Outcome.FAILED, "rack-7", 5);
    }

    @Test
    void whoMayNotSeeHostsReadsNoNameOfOneAnywhere() throws Exception {
        var message = OperationProto.operation(FAILED, Optional.empty(), OperationProto.Sight.NOTHING, Outlook.NONE);

        assertThat(message.toString()).doesNotContain("rack-7").contains("The host of the server went away");
        OperationStep step = step(message);
        assertThat(step.getDetails()).isEmpty();
        assertThat(step.getHost()).isEmpty();
        assertThat(step.getHostHash()).isNotEmpty();
    }

    @Test
    void hostsAndDetailsOfStepsAreShownByRulesOfTheirOwn() throws Exception {
        var hosts =
                OperationProto.operation(FAILED, Optional.empty(), new OperationProto.Sight(true, false), Outlook.NONE);
        assertThat(step(hosts).getHost()).isEqualTo("rack-7");
        assertThat(step(hosts).getDetails()).isEmpty();

        var details =
                OperationProto.operation(FAILED, Optional.empty(), new OperationProto.Sight(false, true), Outlook.NONE);
        assertThat(step(details).getHost()).isEmpty();
        assertThat(step(details).getDetails()).isEqualTo("The host of the server went away. (host rack-7)");
    }

    private static OperationStep step(com.google.longrunning.Operation message) throws Exception {
        return message.getMetadata().unpack(OperationMetadata.class).getSteps(0);
    }
}
