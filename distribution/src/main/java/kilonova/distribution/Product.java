package kilonova.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What this is, and of which version; the build says so. */
final class Product implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"Kilonova " + version()};
    }

    /** As Maven writes it, such as {@code 1.2.3} or {@code 1.2.3-SNAPSHOT}. */
    static String version() {
        var properties = new Properties();
        try (InputStream file =
                Objects.requireNonNull(Product.class.getResourceAsStream("product.properties"), "product.properties")) {
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version");
    }
}
