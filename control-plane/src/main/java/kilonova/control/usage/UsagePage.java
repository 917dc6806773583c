package kilonova.control.usage;

import java.util.List;

/** Some usages, in order of project and id. */
record UsagePage(Span span, List<ServerUsage> usages, boolean more) {
    UsagePage {
        usages = List.copyOf(usages);
    }
}
