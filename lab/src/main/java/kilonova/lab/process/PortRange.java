package kilonova.lab.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds room for the fixed ports of clouds, below those that the kernel gives to whoever connects. */
public final class PortRange {
    private static final List<Integer> PORTS = List.of(5000, 8770, 8771, 8774, 8775, 8778, 9292, 9696);
    private static final int FIRST = 10_000;
    private static final int LAST = 22_800;
    private static final int STEP = 100;

    private PortRange() {}

    /**
     * Offsets for so many clouds, each a step after the one before; empty when there is no room on the loopback address.
     * Whoever looks at the same time is likely to be given others.
     */
    public static Optional<List<Integer>> free(int clouds) {
        int places = (LAST - FIRST) / STEP - clouds + 1;
        int first = ThreadLocalRandom.current().nextInt(places);
        return IntStream.range(first, first + places)
                .mapToObj(place -> from(FIRST + place % places * STEP, clouds))
                .filter(offsets -> offsets.stream().allMatch(PortRange::free))
                .findFirst();
    }

    /** The same, beginning at an offset of the caller's. */
    public static List<Integer> from(int first, int clouds) {
        return IntStream.range(0, clouds).mapToObj(i -> first + i * STEP).toList();
    }

    private static boolean free(Integer offset) {
        return PORTS.stream().allMatch(port -> isFree(offset + port));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
