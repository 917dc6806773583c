package kilonova.distribution;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/** What is to run the guests. */
enum HypervisorChoice {
    /** Libvirt where it can be had, else fake. */
    AUTO,
    LIBVIRT,
    /** Guests that do nothing. */
    FAKE,
    /** Nothing here: compute nodes are processes of their own. */
    NONE;

    private static final String WORDS =
            Stream.of(values()).map(HypervisorChoice::toString).collect(Collectors.joining(", "));

    /** @throws TypeConversionException with the words that there are, as `--help` writes them */
    static HypervisorChoice of(String word) {
        return Stream.of(values())
                .filter(each -> each.toString().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of " + WORDS));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
