package kilonova.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Our own files of the packaged descriptor set. */
record Contract(List<FileDescriptor> files) {

    static Contract packaged() {
        try (InputStream in = Contract.class.getResourceAsStream("/kilonova/descriptors.binpb")) {
            var built = new LinkedHashMap<String, FileDescriptor>();
            // The set lists each file after those that it imports.
            for (FileDescriptorProto file : FileDescriptorSet.parseFrom(in).getFileList()) {
                built.put(file.getName(), build(file, built));
            }
            return new Contract(built.values().stream()
                    .filter(file -> file.getPackage().startsWith("kilonova."))
                    .toList());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static FileDescriptor build(FileDescriptorProto file, Map<String, FileDescriptor> built) {
        try {
            var imports = file.getDependencyList().stream().map(built::get).toArray(FileDescriptor[]::new);
            return FileDescriptor.buildFrom(file, imports);
        } catch (DescriptorValidationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    Stream<MethodDescriptor> methods() {
        return files.stream()
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream());
    }

    List<Descriptor> messages() {
        var all = new ArrayList<Descriptor>();
        files.forEach(file -> file.getMessageTypes().forEach(message -> collect(message, all)));
        return all;
    }

    List<EnumDescriptor> enums() {
        var all = new ArrayList<EnumDescriptor>();
        files.forEach(file -> all.addAll(file.getEnumTypes()));
        messages().forEach(message -> all.addAll(message.getEnumTypes()));
        return all;
    }

    private static void collect(Descriptor message, List<Descriptor> all) {
        if (!message.getOptions().getMapEntry()) {
            all.add(message);
            message.getNestedTypes().forEach(nested -> collect(nested, all));
        }
    }
}
