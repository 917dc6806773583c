package kilonova.control.server;

import kilonova.control.flavor.Flavors;
import kilonova.control.host.Hosts;
import kilonova.control.image.Images;
import kilonova.control.keypair.Keypairs;
import kilonova.control.network.Networks;
import kilonova.control.node.Wishes;
import kilonova.control.operation.Operations;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.quota.Quotas;
import kilonova.control.request.Requests;
import kilonova.control.scheduling.Scheduler;
import kilonova.control.store.Database;
import kilonova.control.workflow.Workflows;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;

/** Everyone whom the room of servers works with. */
public record ServerNeighbours(
        Env env,
        Database database,
        Policy policy,
        Vault vault,
        Operations operations,
        Requests requests,
        Workflows workflows,
        PlacementLedger ledger,
        Scheduler scheduler,
        Hosts hosts,
        Wishes wishes,
        Flavors flavors,
        Keypairs keypairs,
        Quotas quotas,
        Images images,
        Networks networks) {}
