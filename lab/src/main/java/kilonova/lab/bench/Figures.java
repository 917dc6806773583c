package kilonova.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How figures are written: for people as a table, for programs as one JSON object a line. */
final class Figures {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);

    private Figures() {}

    /** {@code {"measure", "value", "unit", "target", "met"}}; the last two are null where no target is set. */
    static String json(Figure figure) {
        ObjectNode line = JSON.createObjectNode();
        line.put("measure", figure.measure());
        line.put("value", rounded(figure.value()));
        line.put("unit", figure.unit());
        line.put(
                "target",
                figure.target().map(Target::value).map(Figures::rounded).orElse(null));
        line.put("met", figure.met().orElse(null));
        return line.toString();
    }

    /** A head line, then a line for each figure. */
    static List<String> table(List<Figure> figures) {
        int width = figures.stream()
                .mapToInt(figure -> figure.measure().length())
                .max()
                .orElse(0);
        var lines = new ArrayList<String>();
        lines.add(line(width, "measure", "value", "", "target", "met"));
        for (Figure figure : figures) {
            lines.add(line(
                    width,
                    figure.measure(),
                    rounded(figure.value()).toPlainString(),
                    figure.unit(),
                    figure.target().map(Figures::words).orElse("-"),
                    figure.met().map(met -> met ? "yes" : "NO").orElse("-")));
        }
        return List.copyOf(lines);
    }

    private static String line(int width, String measure, String value, String unit, String target, String met) {
        return String.format(
                Locale.ROOT,
                "%-" + Math.max(width, "measure".length()) + "s  %10s %-4s %12s  %s",
                measure,
                value,
                unit,
                target,
                met);
    }

    private static String words(Target target) {
        return (target.atMost() ? "<= " : ">= ") + rounded(target.value()).toPlainString();
    }

    /** Four digits tell all that a benchmark knows; whole numbers keep every digit. */
    private static BigDecimal rounded(double value) {
        if (Math.abs(value) >= 1_000) {
            return BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_UP);
        }
        BigDecimal four = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
        return four.scale() < 0 ? four.setScale(0) : four;
    }
}
