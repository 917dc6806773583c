package kilonova.control.image.embedded;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import kilonova.kernel.Problem;

/**
 * Pure. Reads the beginning of an image, for the size of the disk within and for what would let a guest read files of its
 * host: a qcow2 that leans on another file is refused, under whatever format it is declared.
 */
final class DiskHeader {
    /** Bytes from the beginning that are enough to judge: the header and its extensions lie in the first cluster. */
    static final int ENOUGH = 64 * 1024;

    private static final int QCOW2_MAGIC = 0x514649fb;
    private static final int QCOW2_V2_HEADER = 72;
    private static final int QCOW2_V3_HEADER = 104;
    private static final long EXTERNAL_DATA_FILE = 1L << 2;
    private static final int DATA_FILE_NAME = 0x44415441;
    private static final int END_OF_EXTENSIONS = 0;

    private DiskHeader() {}

    /**
     * @param head the first {@link #ENOUGH} bytes, fewer when the image is shorter
     * @return the size of the disk within, in bytes, where the header tells
     * @throws kilonova.kernel.ProblemException Invalid for bytes that are not what they are declared, or not safe
     */
    static OptionalLong virtualSize(String diskFormat, byte[] head, int length) {
        ByteBuffer header = ByteBuffer.wrap(head, 0, length).slice();
        boolean qcow2 = length >= 4 && header.getInt(0) == QCOW2_MAGIC;
        if (!qcow2) {
            if (diskFormat.equals("qcow2")) {
                throw refused("declared as qcow2, and the data is not qcow2");
            }
            return OptionalLong.empty();
        }
        if (!diskFormat.equals("qcow2")) {
            throw refused("declared as " + diskFormat + ", and the data is qcow2");
        }
        return OptionalLong.of(qcow2(header));
    }

    private static long qcow2(ByteBuffer header) {
        if (header.limit() < QCOW2_V2_HEADER) {
            throw refused("a qcow2 header cut short");
        }
        int version = header.getInt(4);
        if (version != 2 && version != 3) {
            throw refused("a qcow2 of version " + Integer.toUnsignedString(version) + " (expected: 2 or 3)");
        }
        if (header.getLong(8) != 0) {
            throw refused("a qcow2 with a backing file");
        }
        int extensions = QCOW2_V2_HEADER;
        if (version == 3) {
            if (header.limit() < QCOW2_V3_HEADER) {
                throw refused("a qcow2 header cut short");
            }
            if ((header.getLong(72) & EXTERNAL_DATA_FILE) != 0) {
                throw refused("a qcow2 with an external data file");
            }
            extensions = header.getInt(100);
            if (extensions < QCOW2_V3_HEADER || extensions > ENOUGH) {
                throw refused("a qcow2 with a header of " + Integer.toUnsignedString(extensions) + " bytes");
            }
        }
        requireNoDataFile(header, extensions);
        long size = header.getLong(24);
        if (size < 0) {
            throw refused("a qcow2 larger than any disk");
        }
        return size;
    }

    private static void requireNoDataFile(ByteBuffer header, int from) {
        long at = from;
        while (at + 8 <= header.limit()) {
            int kind = header.getInt((int) at);
            long length = Integer.toUnsignedLong(header.getInt((int) at + 4));
            if (kind == END_OF_EXTENSIONS) {
                return;
            }
            if (kind == DATA_FILE_NAME) {
                throw refused("a qcow2 with an external data file");
            }
            at += 8 + (length + 7) / 8 * 8;
        }
    }

    private static RuntimeException refused(String what) {
        return new Problem.Invalid("disk_format", "Image rejected: " + what + ".").raise();
    }

    /** The beginning of a stream, gathered chunk by chunk. */
    static final class Gathered {
        private byte[] head = new byte[0];

        /** @return whether there is enough to judge */
        boolean add(ByteBuffer chunk) {
            int some = Math.min(chunk.remaining(), ENOUGH - head.length);
            int before = head.length;
            head = Arrays.copyOf(head, before + some);
            chunk.get(chunk.position(), head, before, some);
            return head.length == ENOUGH;
        }

        OptionalLong virtualSize(String diskFormat) {
            return DiskHeader.virtualSize(diskFormat, head, head.length);
        }
    }
}
