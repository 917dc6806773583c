package kilonova.node.hypervisor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import kilonova.node.v1.GuestPower;

/** One guest of a fake hypervisor, as it is kept. */
record FakeGuest(String name, boolean defined, GuestPower power, long run, long generation, long epoch) {

    static FakeGuest disks(long epoch) {
        return new FakeGuest("", false, GuestPower.GUEST_POWER_SHUT_OFF, 0, 0, epoch);
    }

    FakeGuest defined(String newName, long newGeneration, long newEpoch) {
        return new FakeGuest(newName, true, power, run, newGeneration, newEpoch);
    }

    FakeGuest running(long newRun) {
        return new FakeGuest(name, defined, GuestPower.GUEST_POWER_RUNNING, newRun, generation, epoch);
    }

    FakeGuest power(GuestPower newPower) {
        return new FakeGuest(name, defined, newPower, run, generation, epoch);
    }

    Guest seenAs(String serverId) {
        boolean live = power == GuestPower.GUEST_POWER_RUNNING || power == GuestPower.GUEST_POWER_PAUSED;
        return new Guest(serverId, true, defined, power, live ? run : 0, generation, epoch);
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream(64);
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(name);
            out.writeBoolean(defined);
            out.writeInt(power.getNumber());
            out.writeLong(run);
            out.writeLong(generation);
            out.writeLong(epoch);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static FakeGuest read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new FakeGuest(
                    in.readUTF(),
                    in.readBoolean(),
                    Objects.requireNonNullElse(GuestPower.forNumber(in.readInt()), GuestPower.GUEST_POWER_SHUT_OFF),
                    in.readLong(),
                    in.readLong(),
                    in.readLong());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
