package kilonova.node.libvirt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A guest of a few bytes, in the place of a firmware: it counts down from twenty million and then ends QEMU through its
 * debug exit. A processor is through at once; what only emulates one, instruction by instruction, is not.
 */
final class ProbeGuest {
    static final int EXIT_PORT = 0xf4;
    private static final int EXIT_CODE = 0x10;
    /** What QEMU makes of the code. */
    static final int EXIT_VALUE = EXIT_CODE << 1 | 1;

    private static final int COUNT = 20_000_000;
    private static final int ROM_BYTES = 64 << 10;
    /** Where the processor begins, in the last bytes of the ROM. */
    private static final int RESET = 0xfff0;

    private ProbeGuest() {}

    static byte[] rom() {
        return rom(COUNT);
    }

    static byte[] rom(int count) {
        var rom = ByteBuffer.allocate(ROM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        rom.put(hex("fa")); // cli
        rom.put(hex("66b9")).putInt(count); // mov ecx, count
        rom.put(hex("6649")); // dec ecx
        rom.put(hex("75fc")); // jnz to the line before
        rom.put(hex("ba")).putShort((short) EXIT_PORT); // mov dx, port
        rom.put(hex("b0")).put((byte) EXIT_CODE); // mov al, code
        rom.put(hex("ee")); // out dx, al
        rom.put(hex("f4ebfd")); // hlt, for ever
        rom.position(RESET);
        rom.put(hex("ea")).putShort((short) 0).putShort((short) 0xf000); // jmp f000:0000, the ROM's begin
        return rom.array();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
