package kilonova.control.assembly;

import java.util.Optional;
import java.util.concurrent.Executor;
import kilonova.control.audit.AuditSettings;
import kilonova.control.enrollment.NodeAuthority;
import kilonova.control.identity.KnownProjects;
import kilonova.control.image.Images;
import kilonova.control.network.Networks;
import kilonova.control.node.NodeSettings;
import kilonova.control.notification.NotificationSettings;
import kilonova.control.policy.Policy;
import kilonova.control.replica.Peers;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.Database;
import kilonova.control.store.LogBounds;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;

/**
 * What the rooms stand on.
 *
 * @param replica names this process among those that share the database
 * @param address where other replicas and nodes reach this one, HOST:PORT; empty when they cannot
 * @param peers leads to other replicas
 * @param machine the name of the machine, as operators see it
 * @param policy of compute, {@code placementPolicy} of placement
 * @param projects which projects there are
 * @param authority enrolls nodes on other machines; without it there are none
 * @param log how much of the change log is kept
 * @param audit how often the books are compared
 * @param notifications who is notified; {@code cloud} the id by which receivers know this cloud
 * @param threads runs what sends to nodes and watchers; the simulator runs it itself
 */
public record Surroundings(
        Env env,
        Database database,
        String replica,
        String address,
        Peers peers,
        String machine,
        Policy policy,
        Policy placementPolicy,
        Vault vault,
        KnownProjects projects,
        Images images,
        Networks networks,
        NodeSettings nodes,
        Optional<NodeAuthority> authority,
        SchedulerSettings scheduler,
        LogBounds log,
        AuditSettings audit,
        NotificationSettings notifications,
        String cloud,
        Executor threads) {}
