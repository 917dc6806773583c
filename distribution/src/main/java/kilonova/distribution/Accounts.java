package kilonova.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * The two accounts every cloud starts with; their passwords are made once and kept in the data directory.
 *
 * @param admin sees and changes everything
 * @param member a plain user
 * @param servicePassword of the user that the cloud's own services log in as
 */
record Accounts(Account admin, Account member, String servicePassword) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "accounts.json";
    private static final String LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int PASSWORD_LENGTH = 24;

    /** Reads the accounts, or makes them. */
    static Accounts keptIn(Path dataDir, RandomGenerator random) throws IOException {
        Path file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            var passwords = JSON.createObjectNode()
                    .put("admin", password(random))
                    .put("member", password(random))
                    .put("service", password(random));
            PrivateFiles.write(file, passwords.toPrettyString() + "\n");
        }
        return read(dataDir);
    }

    /** The accounts of a cloud that was started before. */
    static Accounts read(Path dataDir) throws IOException {
        Path file = dataDir.resolve(FILE);
        JsonNode kept = JSON.readTree(Files.readString(file));
        return new Accounts(
                new Account("admin", "admin", "admin", kept.path("admin").asText()),
                new Account("demo", "demo", "member", kept.path("member").asText()),
                kept.path("service").asText());
    }

    private static String password(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
