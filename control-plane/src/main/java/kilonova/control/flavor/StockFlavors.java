package kilonova.control.flavor;

import java.util.List;
import java.util.TreeMap;

/** The flavors of a new cloud: Nova's classic five, and DevStack's two small ones. */
enum StockFlavors {
    TINY("1", "m1.tiny", 1, 512, 1),
    SMALL("2", "m1.small", 1, 2048, 20),
    MEDIUM("3", "m1.medium", 2, 4096, 40),
    LARGE("4", "m1.large", 4, 8192, 80),
    XLARGE("5", "m1.xlarge", 8, 16384, 160),
    NANO("42", "m1.nano", 1, 192, 1),
    MICRO("84", "m1.micro", 1, 256, 1);

    private final String id;
    private final String title;
    private final int vcpus;
    private final int memoryMb;
    private final int diskGb;

    StockFlavors(String id, String title, int vcpus, int memoryMb, int diskGb) {
        this.id = id;
        this.title = title;
        this.vcpus = vcpus;
        this.memoryMb = memoryMb;
        this.diskGb = diskGb;
    }

    Flavor flavor(long now) {
        return new Flavor(
                id,
                title,
                "",
                vcpus,
                memoryMb,
                diskGb,
                0,
                0,
                1.0,
                true,
                false,
                new TreeMap<>(),
                List.of(),
                now,
                now,
                1);
    }
}
