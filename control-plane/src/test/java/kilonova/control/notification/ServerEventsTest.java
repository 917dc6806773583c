package kilonova.control.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kilonova.control.server.ServerNews;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerEventsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // was, did, on → rests, does, host: events
                "'','','',BUILDING,SCHEDULING,'',instance.update",
                "BUILDING,SCHEDULING,'',BUILDING,NETWORKING,h1,instance.update instance.create.start",
                "BUILDING,NETWORKING,h1,BUILDING,SPAWNING,h1,instance.update",
                "BUILDING,SPAWNING,h1,ACTIVE,'',h1,instance.update instance.create.end",
                "BUILDING,SCHEDULING,'',ERROR,'','',instance.update instance.create.error",
                "BUILDING,SPAWNING,h1,BUILDING,DELETING,h1,instance.update instance.delete.start instance.shutdown.start",
                "ACTIVE,'',h1,ACTIVE,POWERING_OFF,h1,instance.update instance.power_off.start",
                "ACTIVE,POWERING_OFF,h1,STOPPED,'',h1,instance.update instance.power_off.end",
                "ACTIVE,POWERING_OFF,h1,ERROR,'',h1,instance.update",
                "STOPPED,'',h1,STOPPED,POWERING_ON,h1,instance.update instance.power_on.start",
                "STOPPED,POWERING_ON,h1,ACTIVE,'',h1,instance.update instance.power_on.end",
                "ACTIVE,'',h1,ACTIVE,REBOOTING,h1,instance.update instance.reboot.start",
                "ACTIVE,REBOOTING,h1,ACTIVE,'',h1,instance.update instance.reboot.end",
                "ACTIVE,REBOOTING_HARD,h1,ERROR,'',h1,instance.update instance.reboot.error",
                "ACTIVE,'',h1,ACTIVE,DELETING,h1,instance.update instance.delete.start instance.shutdown.start",
                "ACTIVE,DELETING,h1,DELETED,'','',instance.update instance.shutdown.end instance.delete.end",
                "ERROR,DELETING,'',DELETED,'','',instance.update instance.delete.end",
                "ACTIVE,'',h1,ACTIVE,'',h1,''",
            })
    void aChangeStandsForNovasEvents(
            String was, String did, String on, String rests, String does, String host, String events) {
        var news = new ServerNews(was, did, on, rests, does, host, "NONE", "", rests.equals("ERROR"), "", false);
        List<String> expected = events.isEmpty() ? List.of() : List.of(events.split(" ", -1));
        assertThat(ServerEvents.of(news)).isEqualTo(expected);
    }
}
