package kilonova.node.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records in one append-only file: each entry is checksum, key and value, or a removal. The file is written anew when most
 * of it is history. What follows the first entry with a wrong checksum was torn by a crash, and is cut off.
 */
public final class FileRecords implements Records {
    /** Checksum, length of the key, length of the value ({@link #REMOVED} for none). */
    private static final int HEADER_BYTES = 12;

    private static final int REMOVED = -1;
    private static final int LONGEST_ENTRY_BYTES = 16 << 20;
    /** History is kept until it is this large and twice what lives. */
    private static final long COMPACT_FROM_BYTES = 4 << 20;

    private final Path file;
    private final Map<String, byte[]> values = new LinkedHashMap<>();
    private final NameForce nameForce;
    private FileChannel channel;
    private long written;
    private long liveBytes;
    private long compactFrom = COMPACT_FROM_BYTES;
    /** Why nothing more can be promised: a file renamed, and the disk did not say that it will remember. */
    private @Nullable IOException broken;

    /** Makes the name of a file durable. */
    interface NameForce {
        void force(Path file) throws IOException;
    }

    private FileRecords(Path file, FileChannel channel, NameForce nameForce) {
        this.file = file;
        this.channel = channel;
        this.nameForce = nameForce;
    }

    /** Opens the file, or makes it. One process at a time: the file is locked. */
    public static FileRecords open(Path file) {
        return open(file, FileRecords::forceDirectory);
    }

    static FileRecords open(Path file, NameForce nameForce) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(file, channel);
                var records = new FileRecords(file, channel, nameForce);
                records.replay(ByteBuffer.wrap(Files.readAllBytes(file)));
                return records;
            } catch (IOException | RuntimeException broken) {
                channel.close();
                throw broken;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException held) {
            // The holder is this very process: told as any other holder.
        }
        throw new IOException(file + ": in use by another node");
    }

    @Override
    public synchronized Map<String, byte[]> all() {
        return new LinkedHashMap<>(values);
    }

    @Override
    public synchronized void put(String key, byte[] value) {
        append(key, value);
        remember(key, value.clone());
        compactWhenMostlyHistory();
    }

    @Override
    public synchronized void remove(String key) {
        if (values.containsKey(key)) {
            append(key, null);
            forget(key);
            compactWhenMostlyHistory();
        }
    }

    @Override
    public void force() {
        FileChannel current;
        synchronized (this) {
            requireWhole();
            current = channel;
        }
        try {
            current.force(false);
        } catch (ClosedChannelException replaced) {
            // The file was written anew, and forced, meanwhile.
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (channel.isOpen()) {
                channel.force(false);
                channel.close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void replay(ByteBuffer bytes) throws IOException {
        while (bytes.remaining() >= HEADER_BYTES) {
            int start = bytes.position();
            int sum = bytes.getInt();
            int keyLength = bytes.getInt();
            int valueLength = bytes.getInt();
            long length = (long) keyLength + Math.max(valueLength, 0);
            if (keyLength < 0 || valueLength < REMOVED || length > bytes.remaining()) {
                bytes.position(start);
                break;
            }
            if (sum != checksum(bytes.duplicate().position(start + 4).limit(start + HEADER_BYTES + (int) length))) {
                bytes.position(start);
                break;
            }
            var key = new byte[keyLength];
            bytes.get(key);
            var name = new String(key, StandardCharsets.UTF_8);
            if (valueLength == REMOVED) {
                forget(name);
            } else {
                var value = new byte[valueLength];
                bytes.get(value);
                remember(name, value);
            }
        }
        written = bytes.position();
        channel.truncate(written);
        channel.position(written);
    }

    private void append(String key, byte @Nullable [] value) {
        requireWhole();
        try {
            var entry = entry(key, value);
            int length = entry.remaining();
            while (entry.hasRemaining()) {
                channel.write(entry);
            }
            written += length;
        } catch (IOException broken) {
            cutBackTo(written);
            throw new UncheckedIOException(broken);
        }
    }

    /** A half-written entry must not hide those that follow it. */
    private void cutBackTo(long length) {
        try {
            channel.truncate(length);
            channel.position(length);
        } catch (IOException alsoBroken) {
            // The caller is told of the first failure; the checksum guards the reader.
        }
    }

    private static ByteBuffer entry(String key, byte @Nullable [] value) {
        var name = key.getBytes(StandardCharsets.UTF_8);
        int valueLength = value == null ? 0 : value.length;
        if (name.length + (long) valueLength > LONGEST_ENTRY_BYTES) {
            throw new IllegalArgumentException("record of " + key + ": longer than " + LONGEST_ENTRY_BYTES + " bytes");
        }
        var entry = ByteBuffer.allocate(HEADER_BYTES + name.length + valueLength);
        entry.putInt(0)
                .putInt(name.length)
                .putInt(value == null ? REMOVED : valueLength)
                .put(name);
        if (value != null) {
            entry.put(value);
        }
        entry.flip();
        entry.putInt(0, checksum(entry.duplicate().position(4)));
        return entry;
    }

    private static int checksum(ByteBuffer bytes) {
        var sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private void remember(String key, byte[] value) {
        forget(key);
        values.put(key, value);
        liveBytes += HEADER_BYTES + key.length() + value.length;
    }

    private void forget(String key) {
        var old = values.remove(key);
        if (old != null) {
            liveBytes -= HEADER_BYTES + key.length() + old.length;
        }
    }

    private void requireWhole() {
        if (broken != null) {
            throw new UncheckedIOException(file + ": not written on since its disk failed", broken);
        }
    }

    private void compactWhenMostlyHistory() {
        if (written < compactFrom || written < 2 * liveBytes) {
            return;
        }
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            swap(living(fresh));
            compactFrom = COMPACT_FROM_BYTES;
        } catch (IOException noRoom) {
            // History is kept: what was put stands in the old file. Tried again when it has doubled.
            compactFrom = 2 * written;
            deleteIfThere(fresh);
            return;
        }
        try {
            nameForce.force(file);
        } catch (IOException forgetful) {
            broken = forgetful;
            requireWhole();
        }
    }

    /** A file of what lives, forced, locked and at its end, under the name it is written with. */
    private FileChannel living(Path fresh) throws IOException {
        var next = FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            for (var each : values.entrySet()) {
                var entry = entry(each.getKey(), each.getValue());
                while (entry.hasRemaining()) {
                    next.write(entry);
                }
            }
            next.force(true);
            next.lock();
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return next;
        } catch (IOException | RuntimeException failed) {
            next.close();
            throw failed;
        }
    }

    /** From here on the file under our name is written, whatever happens to the old one. */
    private void swap(FileChannel next) throws IOException {
        var old = channel;
        channel = next;
        written = next.position();
        old.close();
    }

    private static void deleteIfThere(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // It is written over the next time.
        }
    }

    private static void forceDirectory(Path file) throws IOException {
        try (var directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
