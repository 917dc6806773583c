package kilonova.control.notification;

import java.util.ArrayList;
import java.util.List;
import kilonova.control.server.ServerNews;

/** Pure. Which of Nova's events one change of a server stands for, in Nova's order. */
final class ServerEvents {
    static final String UPDATE = "instance.update";

    private ServerEvents() {}

    static List<String> of(ServerNews news) {
        var events = new ArrayList<String>();
        if (news.made()
                || news.moved()
                || news.described()
                || !news.formerName().isEmpty()) {
            events.add(UPDATE);
        }
        if (!news.did().equals(news.does()) && !news.did().isEmpty() && !over(news, "DELETING")) {
            ended(news, events);
        }
        if (news.was().equals("BUILDING")
                && news.does().isEmpty()
                && !news.rests().equals("BUILDING")) {
            built(news, events);
        }
        if (news.rests().equals("BUILDING")
                && !news.host().isEmpty()
                && !news.host().equals(news.on())) {
            events.add("instance.create.start");
        }
        if (!news.does().equals(news.did())) {
            begun(news, events);
        }
        if (news.rests().equals("DELETED") && !news.was().equals("DELETED")) {
            if (!news.on().isEmpty()) {
                events.add("instance.shutdown.end");
            }
            events.add("instance.delete.end");
        }
        return events;
    }

    /** Something else is done now, though this was not. */
    private static boolean over(ServerNews news, String phase) {
        return news.does().equals(phase);
    }

    private static void built(ServerNews news, List<String> events) {
        if (news.rests().equals("ACTIVE")) {
            events.add("instance.create.end");
        } else if (news.rests().equals("ERROR")) {
            events.add("instance.create.error");
        }
    }

    private static void ended(ServerNews news, List<String> events) {
        boolean well = !news.faulted() && !news.rests().equals("ERROR");
        switch (news.did()) {
            case "POWERING_OFF" -> {
                if (well && news.rests().equals("STOPPED")) {
                    events.add("instance.power_off.end");
                }
            }
            case "POWERING_ON" -> {
                if (well && news.rests().equals("ACTIVE")) {
                    events.add("instance.power_on.end");
                }
            }
            case "REBOOTING", "REBOOTING_HARD" -> {
                if (!news.does().startsWith("REBOOTING")) {
                    events.add(well ? "instance.reboot.end" : "instance.reboot.error");
                }
            }
            default -> {} // What a build goes through has no events of its own in Nova.
        }
    }

    private static void begun(ServerNews news, List<String> events) {
        switch (news.does()) {
            case "DELETING" -> {
                events.add("instance.delete.start");
                if (!news.host().isEmpty()) {
                    events.add("instance.shutdown.start");
                }
            }
            case "POWERING_OFF" -> events.add("instance.power_off.start");
            case "POWERING_ON" -> events.add("instance.power_on.start");
            case "REBOOTING", "REBOOTING_HARD" -> {
                if (!news.did().startsWith("REBOOTING")) {
                    events.add("instance.reboot.start");
                }
            }
            default -> {} // What a build goes through has no events of its own in Nova.
        }
    }
}
