package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HostCpuTest {
    @Test
    void whatLibvirtTellsOfTheProcessorIsTold() throws IOException {
        var cpu = HostCpu.of("""
                <capabilities>
                  <host>
                    <uuid>7e3b</uuid>
                    <cpu>
                      <arch>aarch64</arch>
                      <model>EPYC-Rome</model>
                      <vendor>AMD</vendor>
                      <counter name='tsc' frequency='2245000000' scaling='no'/>
                      <topology sockets='2' dies='1' cores='8' threads='2'/>
                      <feature name='xsaves'/>
                      <feature name='amd-ssbd'/>
                      <pages unit='KiB' size='4'/>
                    </cpu>
                  </host>
                  <guest><arch name='i686'><vendor>none</vendor></arch></guest>
                </capabilities>
                """);

        assertThat(cpu.json())
                .isEqualTo("{\"arch\":\"aarch64\",\"model\":\"EPYC-Rome\",\"vendor\":\"AMD\","
                        + "\"features\":[\"amd-ssbd\",\"xsaves\"],"
                        + "\"topology\":{\"sockets\":2,\"dies\":1,\"cores\":8,\"threads\":2}}");
    }

    @Test
    void whatLibvirtDoesNotTellIsNotMadeUp() throws IOException {
        assertThat(HostCpu.of("<capabilities><host><cpu><arch>i686</arch></cpu></host></capabilities>")
                        .json())
                .isEqualTo("{\"arch\":\"i686\",\"features\":[],\"topology\":{}}");
    }

    @Test
    void anAccountWithoutAProcessorIsRefused() {
        assertThatThrownBy(() -> HostCpu.of("<capabilities><host/></capabilities>"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cpu");
    }
}
