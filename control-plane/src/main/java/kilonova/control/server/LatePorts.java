package kilonova.control.server;

import java.util.Optional;
import kilonova.control.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports that a build bound whose answer could not be recorded. A delete at another replica may have released the server's
 * ports before these were bound; it does not look again, so whoever bound them does. Where another replica merely goes on
 * with the build the ports are its own, and stay.
 */
final class LatePorts {
    private static final Logger LOG = LoggerFactory.getLogger(LatePorts.class);

    private final Database database;
    private final ServerRepository repository;
    private final ServerEffects effects;

    LatePorts(Database database, ServerRepository repository, ServerEffects effects) {
        this.database = database;
        this.repository = repository;
        this.effects = effects;
    }

    /** Releases them if nobody else will. What fails here is left to the standing audit. */
    void letGo(ServerId id) {
        try {
            Optional<Server> now = database.read(tx -> repository.find(tx, id));
            if (now.isEmpty() || leaving(now.get())) {
                effects.perform(new ServerEffect.ReleasePorts(id.toString()));
            }
        } catch (RuntimeException away) {
            LOG.warn("ports bound late for server {} are left to the audit: {}", id, away.toString());
        }
    }

    private static boolean leaving(Server server) {
        return server.deleted()
                || server.state().phase().filter(Phase.DELETING::equals).isPresent();
    }
}
