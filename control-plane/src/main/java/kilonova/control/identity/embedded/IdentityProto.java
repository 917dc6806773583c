package kilonova.control.identity.embedded;

import com.google.protobuf.Timestamp;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.identity.v1.AssignedProject;
import kilonova.identity.v1.CatalogEntry;
import kilonova.identity.v1.Endpoint;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.PasswordProof;
import kilonova.identity.v1.ProjectScope;
import kilonova.identity.v1.RoleAssignment;
import kilonova.identity.v1.Token;
import kilonova.kernel.Problem;

/** Records to messages and back. */
final class IdentityProto {
    private static final long MICROS = 1_000_000;

    private IdentityProto() {}

    static Login login(IssueTokenRequest request) {
        Login.Proof proof =
                switch (request.getProofCase()) {
                    case PASSWORD -> byPassword(request.getPassword());
                    case TOKEN -> new Login.Proof.ByToken(request.getToken());
                    case PROOF_NOT_SET ->
                        throw new Problem.Invalid("proof", "none (expected: password or token)").raise();
                };
        Login.Wanted wanted =
                switch (request.getScopeCase()) {
                    case PROJECT -> project(request.getProject());
                    case SYSTEM -> new Login.Wanted.TheSystem();
                    case UNSCOPED -> new Login.Wanted.Nothing();
                    case SCOPE_NOT_SET -> new Login.Wanted.Whatever();
                };
        return new Login(proof, wanted);
    }

    private static Login.Proof byPassword(PasswordProof proof) {
        var domain = new Login.DomainName(proof.getDomainId(), proof.getDomainName());
        var user = new Login.UserName(given(proof.getUserId()).map(UserId::new), proof.getUserName(), domain);
        return new Login.Proof.ByPassword(user, proof.getPassword());
    }

    private static Login.Wanted project(ProjectScope scope) {
        return new Login.Wanted.AProject(
                given(scope.getProjectId()).map(ProjectId::new),
                scope.getProjectName(),
                new Login.DomainName(scope.getDomainId(), scope.getDomainName()));
    }

    static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    static Token token(Tokens.Issued issued, Catalog catalog) {
        return token(issued.bearer(), catalog).toBuilder()
                .setValue(issued.text())
                .build();
    }

    static Token token(Bearer bearer, Catalog catalog) {
        TokenClaims claims = bearer.claims();
        var token = Token.newBuilder()
                .addAllAuditIds(claims.auditIds())
                .addAllMethods(claims.methods())
                .setCreateTime(time(claims.issuedMicros()))
                .setExpireTime(time(claims.expiresMicros()))
                .setUser(user(bearer.user()));
        bearer.roles().forEach(role -> token.addRoles(role(role)));
        bearer.project().ifPresent(project -> token.setProject(project(project)));
        if (claims.scope() instanceof Scope.OfSystem) {
            token.setSystem(true);
        }
        if (!(claims.scope() instanceof Scope.Unscoped)) {
            catalog.answering().forEach(service -> token.addCatalog(entry(catalog.region(), service)));
        }
        return token.build();
    }

    static kilonova.identity.v1.User user(User user) {
        return kilonova.identity.v1.User.newBuilder()
                .setId(user.id().value())
                .setName(user.name())
                .setDomainId(user.domain())
                .setDomainName(user.domainName())
                .setDescription(user.profile().description())
                .setEmail(user.profile().email())
                .setEnabled(user.enabled())
                .setDefaultProjectId(
                        user.profile().defaultProject().map(ProjectId::value).orElse(""))
                .setEtag(Long.toString(user.generation()))
                .build();
    }

    static kilonova.identity.v1.Project project(Project project) {
        return kilonova.identity.v1.Project.newBuilder()
                .setId(project.id().value())
                .setName(project.name())
                .setDomainId(project.domain())
                .setDomainName(project.domainName())
                .setDescription(project.description())
                .setEnabled(project.enabled())
                .setEtag(Long.toString(project.generation()))
                .build();
    }

    static kilonova.identity.v1.Role role(Role role) {
        return kilonova.identity.v1.Role.newBuilder()
                .setId(role.id())
                .setName(role.name())
                .setDescription(role.description())
                .build();
    }

    static kilonova.identity.v1.Domain domain(Domain domain) {
        return kilonova.identity.v1.Domain.newBuilder()
                .setId(domain.id())
                .setName(domain.name())
                .setDescription(domain.description())
                .setEnabled(domain.enabled())
                .build();
    }

    static RoleAssignment assignment(Assignment assignment) {
        var message = RoleAssignment.newBuilder()
                .setRoleId(assignment.role().id())
                .setRoleName(assignment.role().name())
                .setUserId(assignment.user().id().value())
                .setUserName(assignment.user().name())
                .setUserDomainId(assignment.user().domain())
                .setUserDomainName(assignment.user().domainName());
        assignment
                .project()
                .ifPresentOrElse(
                        project -> message.setProject(AssignedProject.newBuilder()
                                .setId(project.id().value())
                                .setName(project.name())
                                .setDomainId(project.domain())
                                .setDomainName(project.domainName())),
                        () -> message.setSystem(true));
        return message.build();
    }

    static CatalogEntry entry(String region, Catalog.Service service) {
        var entry = CatalogEntry.newBuilder()
                .setId(service.id())
                .setType(service.type())
                .setName(service.name());
        for (String side : Catalog.SIDES) {
            entry.addEndpoints(Endpoint.newBuilder()
                    .setId(service.endpointId(side))
                    .setInterface(side)
                    .setRegionId(region)
                    .setUrl(service.url()));
        }
        return entry.build();
    }

    private static Timestamp time(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, MICROS))
                .setNanos((int) Math.floorMod(micros, MICROS) * 1_000)
                .build();
    }
}
