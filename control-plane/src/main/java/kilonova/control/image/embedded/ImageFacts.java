package kilonova.control.image.embedded;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.identity.ProjectId;

/** What is said of an image, in contrast to what its bytes are. Formats are empty while not said. */
record ImageFacts(
        String name,
        ProjectId owner,
        Visibility visibility,
        boolean isProtected,
        boolean hidden,
        String diskFormat,
        String containerFormat,
        int minDiskGb,
        int minMemoryMb,
        Map<String, String> properties,
        SortedSet<String> tags) {

    ImageFacts {
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
        tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    }

    ImageFacts tagged(SortedSet<String> next) {
        return new ImageFacts(
                name,
                owner,
                visibility,
                isProtected,
                hidden,
                diskFormat,
                containerFormat,
                minDiskGb,
                minMemoryMb,
                properties,
                next);
    }
}
