package kilonova.control.flavor;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import kilonova.control.identity.ProjectId;

/**
 * A size that servers come in. Memory and swap in MiB, disks in GiB.
 *
 * @param id the public id, chosen by the operator
 * @param open everyone sees it; else only administrators and the projects of {@code access}
 * @param access in the order of their ids; empty for an open flavor
 */
public record Flavor(
        String id,
        String name,
        String description,
        int vcpus,
        int memoryMb,
        int diskGb,
        int ephemeralGb,
        int swapMb,
        double rxtxFactor,
        boolean open,
        boolean disabled,
        SequencedMap<String, String> extraSpecs,
        List<ProjectId> access,
        long createdMicros,
        long updatedMicros,
        long generation) {

    public Flavor {
        extraSpecs = Collections.unmodifiableSequencedMap(new TreeMap<>(extraSpecs));
        access = List.copyOf(access);
    }

    public String etag() {
        return Long.toString(generation);
    }

    boolean seenBy(ProjectId project) {
        return open || access.contains(project);
    }

    Flavor describedAs(String text) {
        return with(text, extraSpecs);
    }

    Flavor specifiedBy(SequencedMap<String, String> specs) {
        return with(description, specs);
    }

    private Flavor with(String text, SequencedMap<String, String> specs) {
        return new Flavor(
                id,
                name,
                text,
                vcpus,
                memoryMb,
                diskGb,
                ephemeralGb,
                swapMb,
                rxtxFactor,
                open,
                disabled,
                specs,
                access,
                createdMicros,
                updatedMicros,
                generation);
    }
}
