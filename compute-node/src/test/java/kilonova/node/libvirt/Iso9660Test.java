package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads what was written as a reader would: descriptor, root record, directories, files. */
class Iso9660Test {
    private static final int PRIMARY = 16;
    private static final int JOLIET = 17;

    @Test
    void everyFileIsReadUnderItsOwnNameAndPath() {
        var files = Map.of(
                "openstack/latest/meta_data.json", bytes("{}"),
                "openstack/latest/user_data", bytes("#!/bin/sh\n"),
                "openstack/content/0000", ByteString.copyFrom(new byte[5_000]),
                "ec2/latest/meta-data.json", bytes("{\"a\": 1}"));
        assertThat(read(new Iso9660("config-2", files).bytes(), JOLIET)).isEqualTo(files);
    }

    @Test
    void theOldTreeHoldsTheSameBytesUnderPlainNames() {
        var image = new Iso9660("config-2", Map.of("openstack/meta_data.json", bytes("{}"))).bytes();
        assertThat(read(image, PRIMARY)).isEqualTo(Map.of("OPENSTACK/META_DATA.JSON;1", bytes("{}")));
    }

    @Test
    void theLabelIsTheOneThatGuestsLookFor() {
        var image = new Iso9660("config-2", Map.of("a", bytes("b"))).bytes();
        assertThat(new String(image, PRIMARY * 2048 + 40, 32, StandardCharsets.US_ASCII).strip())
                .isEqualTo("config-2");
    }

    @Test
    void aDirectoryOfManyFilesTakesSeveralSectors() {
        var files = new LinkedHashMap<String, ByteString>();
        for (int i = 0; i < 200; i++) {
            files.put("openstack/content/file-with-a-rather-long-name-" + i, bytes("content " + i));
        }
        assertThat(read(new Iso9660("config-2", files).bytes(), JOLIET)).isEqualTo(files);
    }

    @Test
    void anEmptyFileIsThere() {
        var files = Map.of("empty", ByteString.EMPTY, "full", bytes("x"));
        assertThat(read(new Iso9660("config-2", files).bytes(), JOLIET)).isEqualTo(files);
    }

    @Test
    void aPathCannotBeFileAndDirectory() {
        var files = Map.of("a", bytes("1"), "a/b", bytes("2"));
        assertThatThrownBy(() -> new Iso9660("config-2", files)).hasMessageContaining("both file and directory");
    }

    private static Map<String, ByteString> read(byte[] image, int descriptor) {
        var bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int at = descriptor * 2048;
        assertThat(new String(image, at + 1, 5, StandardCharsets.US_ASCII)).isEqualTo("CD001");
        assertThat(bytes.getInt(at + 80)).isEqualTo(image.length / 2048);
        var found = new LinkedHashMap<String, ByteString>();
        walk(bytes, bytes.getInt(at + 156 + 2), bytes.getInt(at + 156 + 10), descriptor == JOLIET, "", found);
        return found;
    }

    private static void walk(
            ByteBuffer image, int sector, int length, boolean wide, String path, Map<String, ByteString> found) {
        int end = sector * 2048 + length;
        for (int at = sector * 2048; at < end; ) {
            int size = image.get(at) & 0xff;
            if (size == 0) {
                at = (at / 2048 + 1) * 2048;
                continue;
            }
            assertThat(at / 2048).isEqualTo((at + size - 1) / 2048);
            int nameLength = image.get(at + 32) & 0xff;
            var name = new byte[nameLength];
            image.get(at + 33, name);
            int target = image.getInt(at + 2);
            int targetLength = image.getInt(at + 10);
            if (nameLength > 1 || name[0] > 1) {
                var text = new String(name, wide ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII);
                if ((image.get(at + 25) & 2) != 0) {
                    walk(image, target, targetLength, wide, path + text + "/", found);
                } else {
                    found.put(path + text, ByteString.copyFrom(image.slice(target * 2048, targetLength)));
                }
            }
            at += size;
        }
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
