package kilonova.node.libvirt;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small ISO 9660 image with Joliet names: what a config drive is. The same files give the same bytes.
 *
 * <p>Sectors: 16 nothing, primary descriptor, Joliet descriptor, terminator, path tables of both (little endian, big
 * endian), directories of both, files.
 */
final class Iso9660 {
    private static final int SECTOR = 2048;
    private static final int FIRST_TABLE = 19;
    /** A directory record without its name. */
    private static final int RECORD = 33;

    private static final byte[] SOME_DAY = {126, 1, 1, 0, 0, 0, 0};
    private static final String SOME_DAY_LONG = "2026010100000000";

    /** How names look in one of the two trees. */
    private enum Names {
        PLAIN(0),
        JOLIET(1);

        private final int tree;

        Names(int tree) {
            this.tree = tree;
        }

        byte[] of(Entry entry) {
            return switch (this) {
                case JOLIET -> entry.name.getBytes(StandardCharsets.UTF_16BE);
                case PLAIN -> {
                    var plain = entry.name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_.]", "_");
                    yield (entry.directory() ? plain.replace('.', '_') : plain + ";1")
                            .getBytes(StandardCharsets.US_ASCII);
                }
            };
        }
    }

    /** A file or a directory, and where it lies. */
    private static final class Entry {
        private final String name;
        private final Entry parent;
        private final @Nullable ByteString content;
        private final TreeMap<String, Entry> children = new TreeMap<>();
        private final int[] sector = new int[Names.values().length];
        private final int[] length = new int[Names.values().length];
        private int number;

        Entry(String name, @Nullable Entry parent, @Nullable ByteString content) {
            this.name = name;
            this.parent = parent == null ? this : parent;
            this.content = content;
        }

        boolean directory() {
            return content == null;
        }
    }

    private final String label;
    private final Entry root = new Entry("", null, null);
    private final List<Entry> directories = new ArrayList<>();
    private final List<Entry> files = new ArrayList<>();

    /** @param contents the files' bytes by path; path parts are separated by slashes */
    Iso9660(String label, Map<String, ByteString> contents) {
        this.label = label;
        new TreeMap<>(contents).forEach(this::add);
        Queue<Entry> level = new ArrayDeque<>(List.of(root));
        while (!level.isEmpty()) {
            var directory = level.remove();
            directories.add(directory);
            directory.number = directories.size();
            for (var child : directory.children.values()) {
                (child.directory() ? level : files).add(child);
            }
        }
    }

    byte[] bytes() {
        int next = FIRST_TABLE;
        var table = new int[Names.values().length];
        for (var names : Names.values()) {
            table[names.tree] = next;
            next += 2 * sectors(pathTable(names, ByteOrder.LITTLE_ENDIAN).length);
        }
        for (var names : Names.values()) {
            for (var directory : directories) {
                directory.length[names.tree] = directoryBytes(directory, names).length;
                directory.sector[names.tree] = next;
                next += sectors(directory.length[names.tree]);
            }
        }
        for (var file : files) {
            int size = content(file).size();
            Arrays.fill(file.length, size);
            Arrays.fill(file.sector, next);
            next += Math.max(1, sectors(size));
        }
        var image = ByteBuffer.allocate(next * SECTOR);
        at(image, 16).put(descriptor(Names.PLAIN, next, table[0]));
        at(image, 17).put(descriptor(Names.JOLIET, next, table[1]));
        at(image, 18).put((byte) 255).put(ascii("CD001", 5)).put((byte) 1);
        for (var names : Names.values()) {
            var little = pathTable(names, ByteOrder.LITTLE_ENDIAN);
            at(image, table[names.tree]).put(little);
            at(image, table[names.tree] + sectors(little.length)).put(pathTable(names, ByteOrder.BIG_ENDIAN));
            for (var directory : directories) {
                at(image, directory.sector[names.tree]).put(directoryBytes(directory, names));
            }
        }
        for (var file : files) {
            content(file).copyTo(at(image, file.sector[0]));
        }
        return image.array();
    }

    private void add(String path, ByteString content) {
        var parts = path.split("/", -1);
        var directory = root;
        for (int i = 0; i < parts.length - 1; i++) {
            var parent = directory;
            directory = parent.children.computeIfAbsent(parts[i], name -> new Entry(name, parent, null));
        }
        var name = parts[parts.length - 1];
        if (!directory.directory() || directory.children.put(name, new Entry(name, directory, content)) != null) {
            throw new IllegalArgumentException("config drive: " + path + " is both file and directory");
        }
    }

    private byte[] pathTable(Names names, ByteOrder order) {
        var table = ByteBuffer.allocate(directories.size() * 264).order(order);
        for (var directory : directories) {
            var name = directory == root ? new byte[1] : names.of(directory);
            table.put((byte) name.length)
                    .put((byte) 0)
                    .putInt(directory.sector[names.tree])
                    .putShort((short) directory.parent.number)
                    .put(name);
            if (name.length % 2 == 1) {
                table.put((byte) 0);
            }
        }
        return Arrays.copyOf(table.array(), table.position());
    }

    /** Records, none across the end of a sector; whole sectors. */
    private static byte[] directoryBytes(Entry directory, Names names) {
        var records = new ArrayList<byte[]>();
        records.add(record(directory, new byte[] {0}, names));
        records.add(record(directory.parent, new byte[] {1}, names));
        for (var child : directory.children.values()) {
            records.add(record(child, names.of(child), names));
        }
        int length = 0;
        for (var each : records) {
            length = place(length, each.length) + each.length;
        }
        var bytes = ByteBuffer.allocate(sectors(length) * SECTOR);
        for (var each : records) {
            bytes.position(place(bytes.position(), each.length));
            bytes.put(each);
        }
        return bytes.array();
    }

    private static int place(int position, int length) {
        return position / SECTOR == (position + length - 1) / SECTOR ? position : sectors(position) * SECTOR;
    }

    private static byte[] record(Entry entry, byte[] name, Names names) {
        var record = ByteBuffer.allocate(RECORD + name.length + (name.length % 2 == 0 ? 1 : 0));
        record.put((byte) record.capacity()).put((byte) 0);
        both(record, entry.sector[names.tree]);
        both(record, entry.length[names.tree]);
        record.put(SOME_DAY)
                .put((byte) (entry.directory() ? 2 : 0))
                .put((byte) 0)
                .put((byte) 0);
        bothShort(record, 1);
        record.put((byte) name.length).put(name);
        return record.array();
    }

    private byte[] descriptor(Names names, int imageSectors, int table) {
        boolean joliet = names == Names.JOLIET;
        int tableBytes = pathTable(names, ByteOrder.LITTLE_ENDIAN).length;
        var bytes = ByteBuffer.allocate(SECTOR);
        bytes.put((byte) (joliet ? 2 : 1)).put(ascii("CD001", 5)).put((byte) 1).put((byte) 0);
        bytes.put(text("", 32, joliet)).put(text(label, 32, joliet)).putLong(0);
        both(bytes, imageSectors);
        // UCS-2, level 3: what makes it Joliet.
        bytes.put(joliet ? Arrays.copyOf(new byte[] {'%', '/', 'E'}, 32) : new byte[32]);
        bothShort(bytes, 1);
        bothShort(bytes, 1);
        bothShort(bytes, SECTOR);
        both(bytes, tableBytes);
        bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(table).putInt(0);
        bytes.order(ByteOrder.BIG_ENDIAN).putInt(table + sectors(tableBytes)).putInt(0);
        bytes.put(record(root, new byte[] {0}, names));
        bytes.put(text("", 128, joliet))
                .put(text("", 128, joliet))
                .put(text("", 128, joliet))
                .put(text("", 128, joliet));
        bytes.put(text("", 37, joliet)).put(text("", 37, joliet)).put(text("", 37, joliet));
        bytes.put(ascii(SOME_DAY_LONG, 16))
                .put((byte) 0)
                .put(ascii(SOME_DAY_LONG, 16))
                .put((byte) 0);
        bytes.put(ascii("0000000000000000", 16))
                .put((byte) 0)
                .put(ascii("0000000000000000", 16))
                .put((byte) 0);
        bytes.put((byte) 1);
        return bytes.array();
    }

    private static byte[] text(String text, int length, boolean wide) {
        if (!wide) {
            return ascii(text, length);
        }
        var padded = new StringBuilder(text);
        while (padded.length() < length / 2) {
            padded.append(' ');
        }
        return Arrays.copyOf(padded.toString().getBytes(StandardCharsets.UTF_16BE), length);
    }

    private static byte[] ascii(String text, int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) ' ');
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, text.length());
        return bytes;
    }

    /** A number in both byte orders, as most of ISO 9660 wants it. */
    private static void both(ByteBuffer bytes, int value) {
        bytes.putInt(Integer.reverseBytes(value)).putInt(value);
    }

    private static void bothShort(ByteBuffer bytes, int value) {
        bytes.putShort(Short.reverseBytes((short) value)).putShort((short) value);
    }

    private static ByteBuffer at(ByteBuffer image, int sector) {
        return image.duplicate().position(sector * SECTOR);
    }

    private static int sectors(int bytes) {
        return (bytes + SECTOR - 1) / SECTOR;
    }

    private static ByteString content(Entry file) {
        return file.content == null ? ByteString.EMPTY : file.content;
    }
}
