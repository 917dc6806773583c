package kilonova.distribution;

import java.io.IOException;
import java.nio.file.Path;

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

    void write(Accounts accounts, RunRecord run) throws IOException {
        String identity = run.endpoint(Service.IDENTITY);
        String grpc = run.endpoint(Service.GRPC);
        Owner.write(
                cloudsYaml(),
                "clouds:\n" + cloud(ADMIN_CLOUD, accounts.admin(), identity)
                        + cloud(MEMBER_CLOUD, accounts.member(), identity));
        Owner.write(adminRc(), openrc(accounts.admin(), identity, grpc));
        Owner.write(memberRc(), openrc(accounts.member(), identity, grpc));
    }

    private static String cloud(String name, Account account, String identity) {
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
                        Account.REGION);
    }

    private static String openrc(Account account, String identity, String grpc) {
        return """
                # For OpenStack's clients, and for gRPC clients (KILONOVA_GRPC): . ./openrc
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
                        grpc);
    }
}
