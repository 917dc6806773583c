package kilonova.control.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostQueryTest {
    private static final Map<String, Comparable<?>> HOST =
            Map.of("free_ram_mb", 2048.0, "vcpus_used", 0.0, "host", "host-1", "hypervisor_type", "QEMU");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | true",
                "[\">=\", \"$free_ram_mb\", 1024] | true",
                "[\">=\", \"$free_ram_mb\", 2048, 2047.5] | true",
                "[\">\", \"$free_ram_mb\", 2048] | false",
                "[\"<\", \"$free_ram_mb\", 2048] | false",
                "[\"<=\", \"$free_ram_mb\", 2048] | true",
                "[\"=\", \"$host\", \"host-1\"] | true",
                "[\"=\", \"$host\", \"host-1\", \"host-2\"] | false",
                "[\"in\", \"$host\", \"host-2\", \"host-1\"] | true",
                "[\"in\", \"$host\", \"host-2\"] | false",
                "[\"and\", [\"=\", \"$hypervisor_type\", \"QEMU\"], [\">\", \"$free_ram_mb\", 1]] | true",
                "[\"or\", [\"=\", \"$hypervisor_type\", \"Xen\"], [\">\", \"$free_ram_mb\", 1]] | true",
                "[\"and\", [\"not\", [\"=\", \"$host\", \"host-1\"]]] | false",
                "[\"not\", [\"=\", \"$host\", \"host-2\"]] | true",
                "[\"=\", \"$nothing\", 1] | false",
                "[\"=\", \"$host\"] | false",
                "[\"<\", \"$host\", 1] | false",
                "[\"or\", \"$vcpus_used\"] | false",
                "[\"or\", true] | true",
            })
    void anExpressionHoldsOrNot(String query, boolean holds) {
        assertThat(HostQuery.parse(query).holds(name -> Optional.ofNullable(HOST.get(name))))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{}", "7", "[\"nor\", 1]", "[\"and\", null]", "[\"and\", {\"a\": 1}]"})
    void whatIsNoExpressionIsRefusedByName(String query) {
        assertThatThrownBy(() -> HostQuery.parse(query)).hasMessageStartingWith("scheduler_hints: query: ");
    }
}
