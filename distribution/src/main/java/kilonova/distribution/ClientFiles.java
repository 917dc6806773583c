package kilonova.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import kilonova.client.Trust;
import kilonova.kernel.ServerCertificate;

/** The files that point OpenStack's clients at a cloud. They hold passwords: only their owner may read them. */
final class ClientFiles {
    /** Names of the two clouds in clouds.yaml. */
    static final String ADMIN_CLOUD = "kilonova";

    static final String MEMBER_CLOUD = "kilonova-demo";

    private final Path dataDir;

    ClientFiles(Path dataDir) {
        this.dataDir = dataDir;
    }

    Path cloudsYaml() {
        return dataDir.resolve("clouds.yaml");
    }

    Path adminRc() {
        return dataDir.resolve("openrc");
    }

    Path memberRc() {
        return dataDir.resolve("openrc-demo");
    }

    /** The certificate of a cloud that has one, and those that came with it. */
    Path certificate() {
        return dataDir.resolve("certificate.pem");
    }

    /** What the commands of this machine trust: they take the cloud's own certificate, whoever signed it. */
    Trust trust(RunRecord run) {
        return run.isSecure() ? Trust.in(certificate()) : Trust.system();
    }

    /** Before anyone is to trust it. */
    void write(ServerCertificate certificate) throws IOException {
        PrivateFiles.write(certificate(), certificate.pem());
    }

    /** @param certificate where clients cannot know its root from elsewhere, they are told */
    void write(Accounts accounts, RunRecord run, Optional<ServerCertificate> certificate) throws IOException {
        Optional<Path> root =
                certificate.filter(ServerCertificate::bringsItsRoot).map(told -> certificate());
        String identity = run.endpoint(Service.IDENTITY);
        String grpc = run.endpoint(Service.GRPC);
        PrivateFiles.write(
                cloudsYaml(),
                "clouds:\n" + cloud(ADMIN_CLOUD, accounts.admin(), identity, root)
                        + cloud(MEMBER_CLOUD, accounts.member(), identity, root));
        PrivateFiles.write(adminRc(), openrc(accounts.admin(), identity, grpc, root));
        PrivateFiles.write(memberRc(), openrc(accounts.member(), identity, grpc, root));
    }

    private static String cloud(String name, Account account, String identity, Optional<Path> root) {
        return """
                  %s:
                    auth:
                      auth_url: %s
                      username: "%s"
                      password: "%s"
                      project_name: "%s"
                      user_domain_name: "%s"
                      project_domain_name: "%s"
                    region_name: "%s"
                    identity_api_version: 3
                """.formatted(
                                name,
                                identity,
                                account.user(),
                                account.password(),
                                account.project(),
                                Account.DOMAIN,
                                Account.DOMAIN,
                                Account.REGION)
                + root.map(file -> "    cacert: \"" + file + "\"\n").orElse("");
    }

    private static String openrc(Account account, String identity, String grpc, Optional<Path> root) {
        return """
                # For OpenStack's clients, and for gRPC clients (KILONOVA_GRPC, under TLS when OS_AUTH_URL is https): . ./openrc
                export OS_AUTH_URL='%s'
                export OS_IDENTITY_API_VERSION=3
                export OS_USERNAME='%s'
                export OS_PASSWORD='%s'
                export OS_PROJECT_NAME='%s'
                export OS_USER_DOMAIN_NAME='%s'
                export OS_PROJECT_DOMAIN_NAME='%s'
                export OS_REGION_NAME='%s'
                export KILONOVA_GRPC='%s'
                """.formatted(
                                identity,
                                account.user(),
                                account.password(),
                                account.project(),
                                Account.DOMAIN,
                                Account.DOMAIN,
                                Account.REGION,
                                grpc)
                + root.map(file -> "export OS_CACERT=" + ShellWord.of(file) + "\n")
                        .orElse("");
    }
}
