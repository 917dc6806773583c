package kilonova.control.server;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;

/**
 * What a server is. Invariant: {@code generation} grows by exactly one per committed write.
 *
 * @param lockedBy {@code owner} or {@code admin}
 * @param injected sealed, see {@link Injected}; {@code adminPassword} sealed, and dropped once the guest has it
 */
record Server(
        ServerId id,
        ProjectId project,
        UserId user,
        String name,
        String reservationId,
        ServerFlavor flavor,
        ServerDetails details,
        ServerState state,
        ServerPlace place,
        Observed observed,
        List<Interface> interfaces,
        Optional<String> lockedBy,
        Optional<String> injected,
        Optional<String> adminPassword,
        long generation,
        long createdAt,
        long updatedAt) {

    Server {
        interfaces = List.copyOf(interfaces);
    }

    boolean deleted() {
        return state.deletedAt().isPresent();
    }

    Server with(ServerState now) {
        return copy(name, details, now, place, observed, interfaces, adminPassword);
    }

    Server with(ServerPlace now) {
        return copy(name, details, state, now, observed, interfaces, adminPassword);
    }

    Server with(Observed now) {
        return copy(name, details, state, place, now, interfaces, adminPassword);
    }

    Server with(List<Interface> now) {
        return copy(name, details, state, place, observed, now, adminPassword);
    }

    Server called(String newName, ServerDetails newDetails) {
        return copy(newName, newDetails, state, place, observed, interfaces, adminPassword);
    }

    /** The password is of no use to a guest that never ran. */
    Server withoutPasswordIf(ServerState now) {
        return now.operation().isEmpty() ? withoutPassword() : this;
    }

    /** Nothing secret is kept of a server that is no more. */
    Server withoutSecrets() {
        Server quiet = withoutPassword();
        return new Server(
                id,
                project,
                user,
                name,
                reservationId,
                flavor,
                details,
                quiet.state(),
                place,
                observed,
                interfaces,
                lockedBy,
                Optional.empty(),
                Optional.empty(),
                generation,
                createdAt,
                updatedAt);
    }

    Server withoutPassword() {
        return copy(name, details, state, place, observed, interfaces, Optional.empty());
    }

    Server written(long newGeneration, long at) {
        return new Server(
                id,
                project,
                user,
                name,
                reservationId,
                flavor,
                details,
                state,
                place,
                observed,
                interfaces,
                lockedBy,
                injected,
                adminPassword,
                newGeneration,
                createdAt,
                at);
    }

    private Server copy(
            String newName,
            ServerDetails newDetails,
            ServerState newState,
            ServerPlace newPlace,
            Observed newObserved,
            List<Interface> newInterfaces,
            Optional<String> newPassword) {
        return new Server(
                id,
                project,
                user,
                newName,
                reservationId,
                flavor,
                newDetails,
                newState,
                newPlace,
                newObserved,
                newInterfaces,
                lockedBy,
                injected,
                newPassword,
                generation,
                createdAt,
                updatedAt);
    }
}
