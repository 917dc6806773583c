package kilonova.control.identity.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.kernel.Problem;

/** Projects: who may see and change them. */
final class Projects {
    private final Directory directory;
    private final ProjectRepository projects = new ProjectRepository();
    private final DomainRepository domains = new DomainRepository();
    private final RoleRepository roles = new RoleRepository();

    Projects(Directory directory) {
        this.directory = directory;
    }

    Project get(Principal who, ProjectId id) {
        directory.require(who, "identity:get_project", new Target(Optional.of(id), Optional.empty()));
        return directory.read(tx -> projects.get(tx, id));
    }

    boolean has(ProjectId id) {
        return directory.read(tx -> projects.find(tx, id)).isPresent();
    }

    Page<Project> list(Principal who, ProjectRepository.Filter filter, Page.Ask ask) {
        if (filter.member().isPresent()) {
            UserId member = filter.member().get();
            directory.require(who, "identity:list_user_projects", new Target(Optional.empty(), Optional.of(member)));
        } else {
            directory.require(who, "identity:list_projects", Target.none());
        }
        return directory.read(tx -> projects.list(tx, filter, ask));
    }

    /** @param domain empty for the default one */
    <R extends Message> R create(
            Principal who, String domain, String name, String description, boolean enabled, Once<Project, R> once) {
        directory.require(who, "identity:create_project", Target.none());
        Texts.name("project.name", name, Project.MAX_NAME);
        String id = directory.newId();
        return directory.change(once, tx -> {
            Domain home = domains.find(tx, domain.isEmpty() ? Domain.DEFAULT_ID : domain)
                    .orElseThrow(() -> new Problem.Invalid("project.domain_id", domain + " is not a domain").raise());
            if (projects.named(tx, home.id(), name).isPresent()) {
                throw new Problem.Duplicate(ProjectRepository.KIND, name).raise();
            }
            var project = new Project(new ProjectId(id), home.id(), home.name(), name, description, enabled, 1);
            projects.insert(tx, project);
            return project;
        });
    }

    /** @param etag the generation the caller saw; empty for whatever it is now */
    <R extends Message> R update(
            Principal who, ProjectId id, String etag, List<UnaryOperator<Project>> edits, Once<Project, R> once) {
        directory.require(who, "identity:update_project", Target.none());
        return directory.change(once, tx -> {
            Project seen = projects.get(tx, id);
            if (!etag.isEmpty() && !etag.equals(Long.toString(seen.generation()))) {
                throw new Problem.Stale(ProjectRepository.KIND, id.value()).raise();
            }
            Project next = seen;
            for (var edit : edits) {
                next = edit.apply(next);
            }
            Texts.name("project.name", next.name(), Project.MAX_NAME);
            return projects.replace(tx, seen, next);
        });
    }

    /** Its role assignments end with it. */
    Empty delete(Principal who, ProjectId id, Once<Object, Empty> once) {
        directory.require(who, "identity:delete_project", Target.none());
        return directory.change(once, tx -> {
            Project project = projects.get(tx, id);
            roles.endAllIn(tx, id);
            projects.delete(tx, project);
            return project;
        });
    }
}
