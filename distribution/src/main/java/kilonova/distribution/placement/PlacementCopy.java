package kilonova.distribution.placement;

import java.io.IOException;
import java.nio.file.Path;

/** Copies all that a Placement knows. */
public final class PlacementCopy {
    private PlacementCopy() {}

    /** Into a file, which is replaced when it is there. Returns what is in it: one line. */
    public static String toFile(PlacementEndpoint from, Path file) throws IOException {
        Stock stock = new StockReader(from).read();
        StockFile.write(file, stock);
        return file + ": " + stock.classes().size() + " custom resource classes, "
                + stock.traits().size() + " custom traits, " + stock.providers().size() + " resource providers, "
                + stock.consumers().size() + " consumers";
    }

    public static CopyReport fromFile(Path file, PlacementEndpoint to) throws IOException {
        return new StockWriter(to).write(StockFile.read(file));
    }

    public static CopyReport between(PlacementEndpoint from, PlacementEndpoint to) {
        return new StockWriter(to).write(new StockReader(from).read());
    }
}
