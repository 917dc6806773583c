package kilonova.distribution.placement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A stock as a file: one JSON object a line, and a last line that counts them, so that a file that was cut is known. */
final class StockFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLASS = "resource_class";
    private static final String TRAIT = "trait";
    private static final String PROVIDER = "resource_provider";
    private static final String CONSUMER = "consumer";
    private static final String END = "lines";

    private StockFile() {}

    /** Writes the file whole or not at all. */
    static void write(Path file, Stock stock) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(folder, "." + file.getFileName(), ".new");
        try {
            try (var out = Files.newBufferedWriter(fresh)) {
                int lines = 0;
                for (ObjectNode line : lines(stock)) {
                    out.write(JSON.writeValueAsString(line));
                    out.write('\n');
                    lines++;
                }
                out.write(JSON.writeValueAsString(JSON.createObjectNode().put(END, lines)));
                out.write('\n');
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static List<ObjectNode> lines(Stock stock) {
        var lines = new ArrayList<ObjectNode>();
        stock.classes().forEach(name -> lines.add(JSON.createObjectNode().put(CLASS, name)));
        stock.traits().forEach(name -> lines.add(JSON.createObjectNode().put(TRAIT, name)));
        stock.providers().forEach(each -> lines.add(JSON.createObjectNode().set(PROVIDER, each.json())));
        stock.consumers().forEach(each -> {
            var line = JSON.createObjectNode().put(CONSUMER, each.id());
            line.setAll(each.json());
            lines.add(line);
        });
        return lines;
    }

    /** @throws CopyFailure for a file that is none of ours, or not whole */
    static Stock read(Path file) throws IOException {
        var classes = new ArrayList<String>();
        var traits = new ArrayList<String>();
        var providers = new ArrayList<StockProvider>();
        var consumers = new ArrayList<StockConsumer>();
        int number = 0;
        boolean ended = false;
        try (var in = Files.newBufferedReader(file)) {
            while (in.readLine() instanceof String text) {
                JsonNode line = parse(file, ++number, text);
                if (ended) {
                    throw new CopyFailure(file + ": goes on after its end, in line " + number);
                } else if (line.has(END)) {
                    ended = line.path(END).asInt() == number - 1;
                } else if (line.has(CLASS)) {
                    classes.add(line.path(CLASS).asText());
                } else if (line.has(TRAIT)) {
                    traits.add(line.path(TRAIT).asText());
                } else if (line.has(PROVIDER)) {
                    providers.add(StockProvider.of(line.path(PROVIDER)));
                } else if (line.has(CONSUMER)) {
                    consumers.add(StockConsumer.of(line.path(CONSUMER).asText(), line));
                } else {
                    throw new CopyFailure(
                            file + ": line " + number + " is nothing that `kilonova placement export` writes");
                }
            }
        }
        if (!ended) {
            throw new CopyFailure(file + ": not whole, its end is missing; nothing was changed");
        }
        return new Stock(classes, traits, providers, consumers);
    }

    private static JsonNode parse(Path file, int number, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new CopyFailure(file + ": line " + number + " is no JSON; nothing was changed");
        }
    }
}
