package kilonova.lab.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;

/**
 * How fast one core is at the moment of measuring. The same machine may be twice as fast an hour later, when whoever shares it
 * has gone: figures of two runs are compared by this one.
 */
final class MachineSpeed {
    private static final int BLOCK = 1 << 20;
    private static final int ROUNDS = 7;
    private static final Duration ROUND = Duration.ofMillis(200);

    private MachineSpeed() {}

    /** Takes one and a half seconds. */
    static Figure measured() {
        var spent = new ArrayList<Long>();
        for (int i = 0; i < ROUNDS; i++) {
            spent.add(nanosOfBlock());
        }
        double seconds = Samples.ofNanos(spent).median() / 1e3;
        return Figure.of("this machine: SHA-256 on one core, median of " + ROUNDS, BLOCK / 1e6 / seconds, "MB/s");
    }

    private static long nanosOfBlock() {
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        long began = System.nanoTime();
        long blocks = 0;
        while (System.nanoTime() - began < ROUND.toNanos()) {
            digest.update(block);
            blocks++;
        }
        return (System.nanoTime() - began) / blocks;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
