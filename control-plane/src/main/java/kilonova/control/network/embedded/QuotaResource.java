package kilonova.control.network.embedded;

import static kilonova.control.store.tables.Tables.GROUP_RULE;
import static kilonova.control.store.tables.Tables.NETWORK;
import static kilonova.control.store.tables.Tables.PORT;
import static kilonova.control.store.tables.Tables.SECURITY_GROUP;
import static kilonova.control.store.tables.Tables.SUBNET;

import java.util.Arrays;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Table;

/** What a project may have a limited number of. -1 means without limit. */
enum QuotaResource {
    NETWORK_COUNT("network", 100, NETWORK, NETWORK.PROJECT_ID),
    SUBNET_COUNT("subnet", 100, SUBNET, SUBNET.PROJECT_ID),
    /** The quota of servers bounds them already; a limit set for a project holds. */
    PORT_COUNT("port", -1, PORT, PORT.PROJECT_ID),
    GROUP_COUNT("security_group", 10, SECURITY_GROUP, SECURITY_GROUP.PROJECT_ID),
    RULE_COUNT("security_group_rule", 100, GROUP_RULE, GROUP_RULE.PROJECT_ID);

    private final String word;
    private final long standard;
    private final Table<?> table;
    private final Field<String> project;

    QuotaResource(String word, long standard, Table<?> table, Field<String> project) {
        this.word = word;
        this.standard = standard;
        this.table = table;
        this.project = project;
    }

    String word() {
        return word;
    }

    /** The limit where none was set. */
    long standard() {
        return standard;
    }

    Table<?> table() {
        return table;
    }

    Field<String> project() {
        return project;
    }

    static Optional<QuotaResource> find(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
