package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.operation.OperationId;
import kilonova.control.server.ServerLifecycle.Decision;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every request in every state, every phase: what Nova's compute layer allows, and what it says to the rest. */
final class ServerLifecycleTest {
    /** A guest that does not come back from one reboot is rebooted harder. */
    private static final Set<Phase> REBOOTING = EnumSet.of(Phase.REBOOTING, Phase.REBOOTING_HARD);

    private static final OperationId OPEN = new OperationId(new UUID(0, 1));

    /** The requests, and the states in which Nova takes them up. */
    enum Request {
        STOP(EnumSet.of(RestingState.ACTIVE, RestingState.ERROR)),
        START(EnumSet.of(RestingState.STOPPED)),
        REBOOT_SOFT(EnumSet.of(RestingState.ACTIVE)),
        REBOOT_HARD(EnumSet.of(
                RestingState.ACTIVE,
                RestingState.STOPPED,
                RestingState.PAUSED,
                RestingState.SUSPENDED,
                RestingState.ERROR)),
        DELETE(EnumSet.allOf(RestingState.class));

        private final Set<RestingState> allowed;

        Request(Set<RestingState> allowed) {
            this.allowed = allowed;
        }

        Decision of(Server server, boolean overridesLock) {
            return switch (this) {
                case STOP -> ServerLifecycle.stop(server, overridesLock);
                case START -> ServerLifecycle.start(server, overridesLock);
                case REBOOT_SOFT -> ServerLifecycle.rebootSoft(server, overridesLock);
                case REBOOT_HARD -> ServerLifecycle.rebootHard(server, overridesLock);
                case DELETE -> ServerLifecycle.delete(server, overridesLock);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void aServerAtRestIsMovedFromTheStatesThatNovaAllows(Request request) {
        for (RestingState rests : RestingState.values()) {
            Decision decision = request.of(at(rests), false);
            if (request.allowed.contains(rests)) {
                assertThat(decision).as("%s of %s", request, rests).isEqualTo(new Decision.Begin());
            } else {
                assertThat(why(decision))
                        .as("%s of %s", request, rests)
                        .isInstanceOfSatisfying(Problem.WrongState.class, why -> {
                            assertThat(why.attribute()).isEqualTo("vm_state");
                            assertThat(why.state()).isEqualTo(rests.word());
                        });
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RestingState.class)
    void labelsAreWrittenInTheStatesThatNovaAllowsWhateverMoves(RestingState rests) {
        Set<RestingState> allowed =
                EnumSet.of(RestingState.ACTIVE, RestingState.PAUSED, RestingState.SUSPENDED, RestingState.STOPPED);
        Server moving = with(at(rests).state().during(OPEN, Phase.POWERING_OFF));

        assertThat(ServerLifecycle.describe(moving, false, "update metadata").isEmpty())
                .isEqualTo(allowed.contains(rests));
        assertThat(ServerLifecycle.tag(moving, "update tag").isEmpty()).isEqualTo(allowed.contains(rests));
    }

    @Test
    void aLockKeepsMetadataButNoTags() {
        Server locked = locked(at(RestingState.ACTIVE));

        assertThat(ServerLifecycle.describe(locked, false, "update metadata")).containsInstanceOf(Problem.Locked.class);
        assertThat(ServerLifecycle.describe(locked, true, "update metadata")).isEmpty();
        assertThat(ServerLifecycle.tag(locked, "update tag")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void aServerThatMovesIsBusy(Request request) {
        for (RestingState rests : request.allowed) {
            for (Phase phase : Phase.values()) {
                Decision decision = request.of(with(at(rests).state().during(OPEN, phase)), false);
                if (request == Request.DELETE) {
                    assertThat(decision)
                            .as("delete of %s while %s", rests, phase)
                            .isEqualTo(phase == Phase.DELETING ? new Decision.Joined() : new Decision.Begin());
                } else if (request == Request.REBOOT_HARD && REBOOTING.contains(phase)) {
                    assertThat(decision)
                            .as("hard reboot of %s while %s", rests, phase)
                            .isEqualTo(new Decision.Begin());
                } else {
                    assertThat(why(decision))
                            .as("%s of %s while %s", request, rests, phase)
                            .isInstanceOf(Problem.Busy.class);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void aLockedServerIsMovedByAdministratorsOnly(Request request) {
        for (RestingState rests : RestingState.values()) {
            Server locked = locked(at(rests));
            assertThat(why(request.of(locked, false)))
                    .as("%s of %s", request, rests)
                    .isInstanceOf(Problem.Locked.class);
            assertThat(request.of(locked, true)).as("%s of %s", request, rests).isEqualTo(request.of(at(rests), false));
        }
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void aServerWithoutAHostIsNotReadyForAnythingButItsEnd(Request request) {
        for (RestingState rests : RestingState.values()) {
            Server homeless = at(rests).with(at(rests).place().left());
            if (request == Request.DELETE) {
                assertThat(request.of(homeless, false)).isEqualTo(new Decision.Begin());
            } else {
                assertThat(why(request.of(homeless, false)))
                        .as("%s of %s", request, rests)
                        .isInstanceOf(Problem.NotReady.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void aGuestThatNeverRanIsOnlyDeleted(Request request) {
        for (RestingState rests : request.allowed) {
            ServerState now = at(rests).state();
            Server unlaunched = with(new ServerState(
                    rests,
                    Optional.empty(),
                    now.power(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
            if (request == Request.DELETE) {
                assertThat(request.of(unlaunched, false)).isEqualTo(new Decision.Begin());
            } else {
                assertThat(why(request.of(unlaunched, false)))
                        .as("%s of %s", request, rests)
                        .isInstanceOfSatisfying(Problem.WrongState.class, why -> assertThat(why.attribute())
                                .isEqualTo("launched_at"));
            }
        }
    }

    @Test
    void aGuestThatStopsOrStartsByItselfTakesItsServerAlong() {
        for (RestingState rests : RestingState.values()) {
            for (Power power : Power.values()) {
                RestingState expected =
                        switch (rests) {
                            case ACTIVE ->
                                Set.of(Power.SHUT_OFF, Power.CRASHED).contains(power)
                                        ? RestingState.STOPPED
                                        : RestingState.ACTIVE;
                            case STOPPED -> power == Power.RUNNING ? RestingState.ACTIVE : RestingState.STOPPED;
                            case BUILDING,
                                    PAUSED,
                                    SUSPENDED,
                                    RESCUED,
                                    RESIZED,
                                    SHELVED,
                                    SHELVED_OFFLOADED,
                                    SOFT_DELETED,
                                    DELETED,
                                    ERROR -> rests;
                        };
                assertThat(ServerLifecycle.observed(at(rests), power))
                        .as("%s, seen as %s", rests, power)
                        .isEqualTo(expected);
            }
        }
    }

    private static Problem why(Decision decision) {
        return switch (decision) {
            case Decision.Refuse(Problem why) -> why;
            case Decision.Begin begin -> throw new AssertionError("it begins");
            case Decision.Joined joined -> throw new AssertionError("it joins");
        };
    }

    /** On a host, with a guest that ran. */
    private static Server at(RestingState rests) {
        return with(new ServerState(
                rests,
                Optional.empty(),
                Power.RUNNING,
                Optional.empty(),
                Optional.empty(),
                Optional.of(1L),
                Optional.empty(),
                Optional.empty()));
    }

    private static Server with(ServerState state) {
        return server(state, Optional.empty());
    }

    private static Server locked(Server server) {
        return server(server.state(), Optional.of("owner"));
    }

    private static Server server(ServerState state, Optional<String> lockedBy) {
        return new Server(
                new ServerId(new UUID(0, 2)),
                new ProjectId("p1"),
                new UserId("u1"),
                "one",
                "r-00000001",
                new ServerFlavor("1", "m1.tiny", 1, 512, 1, 0, 0, Map.of()),
                new ServerDetails(
                        "one",
                        "",
                        Map.of(),
                        List.of(),
                        "",
                        "",
                        List.of("default"),
                        false,
                        "",
                        "",
                        "MANUAL",
                        "",
                        List.of(),
                        0,
                        "",
                        "",
                        "",
                        false,
                        List.of(),
                        new ServerDetails.ServerImage("i", "qcow2", 1, "sha512", "00", 0, Map.of())),
                state,
                new ServerPlace(Optional.of("h1"), Optional.of("host-1"), "nova", 1, 1),
                Observed.NOTHING,
                List.of(),
                lockedBy,
                Optional.empty(),
                Optional.empty(),
                1,
                1,
                1);
    }
}
