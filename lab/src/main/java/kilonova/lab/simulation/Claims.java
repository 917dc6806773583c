package kilonova.lab.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.control.audit.Finding;
import kilonova.control.server.ServerCensus;
import kilonova.lab.simulation.Linearization.Act;
import kilonova.lab.simulation.Linearization.Call;

/** What callers and watchers saw of quota and of room on hosts, and when: held against what one after another could see. */
final class Claims {
    static final long NEVER = Linearization.OPEN;

    /** One order of servers, which are named after it. */
    private record Ask(long from, long until, int most) {}

    /** A server was on that host, or on none, at some moment between these. */
    private record Sighting(long from, long until, String host) {}

    private final Map<String, Ask> asks = new LinkedHashMap<>();
    private final Map<String, List<Call>> refused = new TreeMap<>();
    private final Map<String, Long> deleteAsked = new LinkedHashMap<>();
    private final Map<String, Long> gone = new LinkedHashMap<>();
    private final Map<String, List<Sighting>> sightings = new TreeMap<>();

    /** Somebody orders up to so many servers of that name, for the first time. */
    void asked(String name, int most, long now) {
        asks.putIfAbsent(name, new Ask(now, NEVER, most));
    }

    /** He is told for the first time that they are there. */
    void answered(String name, long now) {
        asks.computeIfPresent(name, (_, ask) -> new Ask(ask.from(), Math.min(ask.until(), now), ask.most()));
    }

    /** He asked at that time, and is told that his project holds so many already. */
    void refused(String project, long from, long now, long wanted, long held) {
        refused.computeIfAbsent(project, _ -> new ArrayList<>())
                .add(new Call(from, now, new Act.Refused(wanted, held)));
    }

    void deleteAsked(String server, long now) {
        deleteAsked.putIfAbsent(server, now);
    }

    /** A watcher of everything is told. */
    void seen(String server, String host, long from, long now) {
        sightings.computeIfAbsent(server, _ -> new ArrayList<>()).add(new Sighting(from, now, host));
    }

    void seenGone(String server, long now) {
        gone.putIfAbsent(server, now);
    }

    /**
     * @param servers all that there are, or were
     * @param limit servers that one project may have
     * @param rooms memory of each host
     */
    List<Finding> contradictions(List<ServerCensus.Entry> servers, long limit, Map<String, Long> rooms) {
        var found = new ArrayList<Finding>();
        quota(servers).forEach((project, calls) -> check("the quota of " + project, calls, limit, found));
        hosts(servers)
                .forEach((host, calls) -> check("the room of " + host, calls, rooms.getOrDefault(host, 0L), found));
        return found;
    }

    private static void check(String what, List<Call> calls, long capacity, List<Finding> found) {
        Linearization.contradiction(calls, capacity)
                .ifPresent(part -> found.add(new Finding(
                        3,
                        what + " (" + capacity + ") was seen as no order of calls explains, by the last of " + part)));
    }

    private Map<String, List<Call>> quota(List<ServerCensus.Entry> servers) {
        Map<String, List<Call>> calls = new TreeMap<>();
        refused.forEach((project, each) -> calls.put(project, new ArrayList<>(each)));
        Map<String, List<ServerCensus.Entry>> together = new LinkedHashMap<>();
        servers.forEach(server -> together.computeIfAbsent(order(server.name()), _ -> new ArrayList<>())
                .add(server));
        together.forEach((name, made) -> Optional.ofNullable(asks.get(name)).ifPresent(ask -> {
            List<Call> ofProject = calls.computeIfAbsent(made.getFirst().project(), _ -> new ArrayList<>());
            List<String> ids = made.stream().map(ServerCensus.Entry::id).toList();
            ofProject.add(new Call(ask.from(), ask.until(), new Act.Take(ids, 1, ask.most())));
            made.stream()
                    .filter(server -> deleteAsked.containsKey(server.id()))
                    .forEach(server -> ofProject.add(new Call(
                            deleteAsked.getOrDefault(server.id(), NEVER),
                            gone.getOrDefault(server.id(), NEVER),
                            new Act.Give(server.id()))));
        }));
        return calls;
    }

    private Map<String, List<Call>> hosts(List<ServerCensus.Entry> servers) {
        Map<String, List<Call>> calls = new TreeMap<>();
        for (ServerCensus.Entry server : servers) {
            Ask ask = asks.get(order(server.name()));
            if (ask != null) {
                onHosts(server, ask.from(), calls);
            }
        }
        return calls;
    }

    private void onHosts(ServerCensus.Entry server, long from, Map<String, List<Call>> calls) {
        String host = "";
        for (Sighting sighting : sightings.getOrDefault(server.id(), Collections.emptyList())) {
            if (!sighting.host().equals(host)) {
                give(server, host, from, sighting.until(), calls);
                host = sighting.host();
                put(host, from, sighting.until(), new Act.Take(List.of(server.id()), server.memoryMb(), 1), calls);
            }
            put(host, sighting.from(), sighting.until(), new Act.Seen(server.id()), calls);
        }
        give(server, host, from, gone.getOrDefault(server.id(), NEVER), calls);
    }

    private static void give(
            ServerCensus.Entry server, String host, long from, long until, Map<String, List<Call>> calls) {
        put(host, from, until, new Act.Give(server.id()), calls);
    }

    private static void put(String host, long from, long until, Act act, Map<String, List<Call>> calls) {
        if (!host.isEmpty()) {
            calls.computeIfAbsent(host, _ -> new ArrayList<>()).add(new Call(from, until, act));
        }
    }

    /** The name that was ordered: {@code project-1-7}, of which {@code project-1-7-2} may be one. */
    private static String order(String name) {
        String[] parts = name.split("-", -1);
        return parts.length < 3 ? name : parts[0] + "-" + parts[1] + "-" + parts[2];
    }
}
