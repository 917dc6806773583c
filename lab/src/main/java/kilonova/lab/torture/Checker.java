package kilonova.lab.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kilonova.lab.torture.Aftermath.GuestRow;
import kilonova.lab.torture.Aftermath.ServerRow;

/** Pure. Holds what clients and watchers were told against what there is afterwards. */
final class Checker {
    /** Refusals that a client of these verbs may meet: full quota, wrong state or busy, gone. */
    private static final Set<String> EXPECTED_REFUSALS = Set.of(
            "HTTP 403",
            "HTTP 404",
            "HTTP 409 (conflict)",
            "NOT_FOUND/NotFound",
            "RESOURCE_EXHAUSTED/QuotaExceeded",
            "FAILED_PRECONDITION/WrongState",
            "FAILED_PRECONDITION/Busy");

    private final List<Exchange> exchanges;
    private final Aftermath after;
    private final Map<String, ServerRow> rows = new LinkedHashMap<>();
    private final List<Violation> found = new ArrayList<>();

    private Checker(List<Exchange> exchanges, Aftermath after) {
        this.exchanges = exchanges;
        this.after = after;
        after.servers().forEach(row -> rows.put(row.id(), row));
    }

    static List<Violation> check(List<Exchange> exchanges, List<Memory> memories, Aftermath after) {
        var checker = new Checker(exchanges, after);
        checker.nothingLost();
        checker.nothingTwice();
        checker.nothingStuck();
        checker.books();
        checker.guests();
        memories.forEach(checker::watch);
        checker.answers();
        return List.copyOf(checker.found);
    }

    private void nothingLost() {
        var deletesAsked = new HashSet<String>();
        for (Exchange each : exchanges) {
            if (each.verb() == Verb.DELETE && !(each.answer() instanceof Answer.Refused)) {
                deletesAsked.add(each.server());
            }
        }
        for (Exchange each : exchanges) {
            if (!(each.answer() instanceof Answer.Accepted(String server, String operation))) {
                continue;
            }
            ServerRow row = rows.get(server);
            String what = "the " + each.verb().word() + " of server " + server + ", acknowledged at "
                    + each.answeredMillis() + " ms";
            if (row == null) {
                say(Violation.Kind.LOST, what + ", is nowhere");
                continue;
            }
            if (!operation.isEmpty() && !after.operations().contains(operation)) {
                say(Violation.Kind.LOST, what + ": its operation " + operation + " is nowhere");
            }
            if (each.verb() == Verb.DELETE && !row.deleted() && row.underWay().isEmpty()) {
                say(Violation.Kind.LOST, what + ": it is there: " + row);
            }
            if (each.verb() == Verb.CREATE && row.deleted() && !deletesAsked.contains(server)) {
                say(Violation.Kind.LOST, what + ": it is deleted, and nobody asked for that");
            }
        }
    }

    private void nothingTwice() {
        Map<String, Set<String>> servers = new LinkedHashMap<>();
        Map<String, Set<String>> operations = new LinkedHashMap<>();
        var refused = new HashMap<String, String>();
        var names = new HashSet<String>();
        for (Exchange each : exchanges) {
            if (each.verb() == Verb.CREATE) {
                names.add(each.name());
            }
            switch (each.answer()) {
                case Answer.Accepted yes -> {
                    servers.computeIfAbsent(each.requestId(), id -> new LinkedHashSet<>())
                            .add(yes.server());
                    if (!yes.operation().isEmpty()) {
                        operations
                                .computeIfAbsent(each.requestId(), id -> new LinkedHashSet<>())
                                .add(yes.operation());
                    }
                }
                case Answer.Refused _ -> {
                    if (each.verb() == Verb.CREATE) {
                        refused.put(each.name(), each.requestId());
                    }
                }
                case Answer.Unknown _ -> {
                    // It is asked again until it is one of the others.
                }
            }
        }
        List.of(servers, operations)
                .forEach(answers -> answers.forEach((request, seen) -> {
                    if (seen.size() > 1) {
                        say(Violation.Kind.TWICE, "request " + request + " was answered in different ways: " + seen);
                    }
                }));
        Map<String, String> byName = new HashMap<>();
        for (ServerRow row : after.servers()) {
            String other = byName.put(row.name(), row.id());
            if (other != null) {
                say(Violation.Kind.TWICE, "one request made two servers: " + other + " and " + row.id());
            }
            if (refused.containsKey(row.name())) {
                say(Violation.Kind.TWICE, "the create of " + row.name() + " was refused, and it is there: " + row);
            }
            if (!names.contains(row.name())) {
                say(Violation.Kind.TWICE, "nobody asked for " + row);
            }
        }
    }

    private void nothingStuck() {
        after.open().forEach(words -> say(Violation.Kind.STUCK, words));
        for (ServerRow row : after.servers()) {
            if (row.underWay().isPresent() || row.resting().equals("BUILDING")) {
                say(Violation.Kind.STUCK, "a transitional state is left: " + row);
            }
            if (!row.deleted() && row.resting().equals("ERROR") && row.fault().isEmpty()) {
                say(Violation.Kind.STUCK, "in ERROR, and nothing says why: " + row);
            }
        }
    }

    private void books() {
        after.books().forEach(words -> say(Violation.Kind.BOOKS, words));
    }

    private void guests() {
        Map<String, Map<String, GuestRow>> byServer = new LinkedHashMap<>();
        after.guests()
                .forEach((host, guests) ->
                        guests.forEach(guest -> byServer.computeIfAbsent(guest.server(), id -> new LinkedHashMap<>())
                                .put(host, guest)));
        byServer.forEach((server, hosts) -> {
            if (hosts.size() > 1) {
                say(Violation.Kind.TWO_HOSTS, "server " + server + " has guests on " + hosts.keySet());
            }
            ServerRow row = rows.get(server);
            Optional<String> due = Optional.ofNullable(row).flatMap(ServerRow::host);
            hosts.keySet().stream()
                    .filter(host -> !due.equals(Optional.of(host)))
                    .forEach(host -> say(Violation.Kind.GUEST, "a guest on " + host + " that is not of " + row));
        });
        for (ServerRow row : after.servers()) {
            boolean runs = row.host()
                    .map(host -> byServer.getOrDefault(row.id(), Map.of()).get(host))
                    .filter(GuestRow::running)
                    .isPresent();
            if (!row.resting().equals("ERROR") && row.resting().equals("ACTIVE") != runs) {
                say(Violation.Kind.GUEST, (runs ? "a guest runs" : "no guest runs") + " of " + row);
            }
        }
    }

    private void watch(Memory memory) {
        String who = "the watcher of " + memory.tenant();
        memory.nonsense().forEach(words -> say(Violation.Kind.WATCH, who + ": " + words));
        for (ServerRow row : after.servers()) {
            if (!memory.tenant().equals(after.tenants().get(row.project()))) {
                continue;
            }
            Optional<Long> known = Optional.ofNullable(memory.generations().get(row.id()));
            if (row.deleted()) {
                if (known.isPresent() || !memory.leapt() && !memory.deleted().contains(row.id())) {
                    say(Violation.Kind.WATCH, who + " was not told that " + row.id() + " is deleted");
                }
            } else if (!known.equals(Optional.of(row.generation()))) {
                say(Violation.Kind.WATCH, who + " knows generation " + known + " of " + row);
            }
        }
    }

    private void answers() {
        exchanges.stream()
                .filter(each -> each.answer() instanceof Answer.Refused no && !EXPECTED_REFUSALS.contains(no.why()))
                .forEach(each -> say(
                        Violation.Kind.ANSWER,
                        "a " + each.verb().word() + " of " + each.tenant() + " was refused with "
                                + ((Answer.Refused) each.answer()).why() + " at " + each.answeredMillis() + " ms"));
    }

    private void say(Violation.Kind kind, String words) {
        found.add(new Violation(kind, words));
    }
}
