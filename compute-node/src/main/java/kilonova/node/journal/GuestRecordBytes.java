package kilonova.node.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Optional;
import kilonova.node.v1.GuestFault;

/** A guest's record as bytes on disk. The first byte names the layout. */
final class GuestRecordBytes {
    private static final int LAYOUT = 1;

    private GuestRecordBytes() {}

    static byte[] of(GuestRecord guest) {
        var bytes = new ByteArrayOutputStream(64);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(LAYOUT);
            out.writeLong(guest.epoch());
            out.writeLong(guest.generation());
            out.writeLong(guest.fulfilled());
            out.writeLong(guest.failed());
            var fault = guest.fault().map(GuestFault::toByteArray).orElse(new byte[0]);
            out.writeInt(fault.length);
            out.write(fault);
            out.writeInt(guest.actions().size());
            for (var action : guest.actions()) {
                out.writeUTF(action.id());
                out.writeUTF(action.stage().name());
                out.writeLong(action.run());
                out.writeUTF(action.error());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static GuestRecord read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int layout = in.readByte();
            if (layout != LAYOUT) {
                throw new IOException("journal: layout " + layout + " (expected: " + LAYOUT + ")");
            }
            long epoch = in.readLong();
            long generation = in.readLong();
            long fulfilled = in.readLong();
            long failed = in.readLong();
            var fault = in.readNBytes(in.readInt());
            int count = in.readInt();
            var actions = new ArrayList<ActionRecord>();
            for (int i = 0; i < count; i++) {
                actions.add(new ActionRecord(
                        in.readUTF(), ActionRecord.Stage.valueOf(in.readUTF()), in.readLong(), in.readUTF()));
            }
            return new GuestRecord(
                    epoch,
                    generation,
                    fulfilled,
                    failed,
                    fault.length == 0 ? Optional.empty() : Optional.of(GuestFault.parseFrom(fault)),
                    actions);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
