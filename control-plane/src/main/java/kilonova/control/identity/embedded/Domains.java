package kilonova.control.identity.embedded;

import kilonova.control.identity.Principal;
import kilonova.control.policy.Target;
import kilonova.kernel.Problem;

/** Domains: who may see them. */
final class Domains {
    private final Directory directory;
    private final DomainRepository domains = new DomainRepository();

    Domains(Directory directory) {
        this.directory = directory;
    }

    Domain get(Principal who, String id) {
        directory.require(who, "identity:get_domain", Target.none());
        return directory.read(tx -> domains.find(tx, id)).orElseThrow(() -> new Problem.NotFound("domain", id).raise());
    }

    /** @param name the exact name; empty for all */
    Page<Domain> list(Principal who, String name, Page.Ask ask) {
        directory.require(who, "identity:list_domains", Target.none());
        return directory.read(tx -> domains.list(tx, name, ask));
    }
}
