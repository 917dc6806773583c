package kilonova.control.edge;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import kilonova.compute.v1.Flavor;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.identity.v1.CreateProjectRequest;
import kilonova.identity.v1.GetUserRequest;
import kilonova.identity.v1.GrantRoleRequest;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.PasswordProof;
import kilonova.identity.v1.Project;
import kilonova.identity.v1.UpdateProjectRequest;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestRulesTest {
    private static final Validator LIBRARY = ValidatorFactory.newBuilder().build();
    private final RequestRules rules = new RequestRules();

    static Stream<Message> messages() {
        return Stream.of(
                GetUserRequest.getDefaultInstance(),
                GetUserRequest.newBuilder().setId("x").build(),
                ListFlavorsRequest.newBuilder().setPageSize(-1).build(),
                ListFlavorsRequest.newBuilder().setPageSize(0).build(),
                GrantRoleRequest.newBuilder().setUserId("u").setRoleId("r").build(),
                GrantRoleRequest.newBuilder()
                        .setUserId("u")
                        .setRoleId("r")
                        .setProjectId("p")
                        .build(),
                CreateProjectRequest.getDefaultInstance(),
                create("x".repeat(64)),
                create("x".repeat(65)),
                create("☃".repeat(64)),
                create("🚀".repeat(64)),
                UpdateProjectRequest.newBuilder()
                        .setProject(Project.getDefaultInstance())
                        .build(),
                IssueTokenRequest.getDefaultInstance(),
                IssueTokenRequest.newBuilder()
                        .setPassword(PasswordProof.newBuilder().setUserId("x".repeat(65)))
                        .build(),
                IssueTokenRequest.newBuilder().setToken("").build(),
                Flavor.getDefaultInstance());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void theAnswerIsThatOfTheLibrary(Message message) throws ValidationException {
        assertThat(rules.broken(message).isEmpty())
                .isEqualTo(LIBRARY.validate(message).isSuccess());
    }

    @Test
    void aViolationNamesThePathTheValueAndTheRule() {
        assertThat(rules.broken(create("x".repeat(65))))
                .contains(new Problem.Invalid("project.name", "65 characters (expected: at most 64)"));
    }

    @Test
    void everyRuleInTheProtosIsKnown() throws ReflectiveOperationException, IOException, URISyntaxException {
        List<Class<?>> services = services();
        assertThat(services).hasSizeGreaterThan(10);
        for (Class<?> service : services) {
            var descriptor = (ServiceDescriptor)
                    service.getMethod("getServiceDescriptor").invoke(null);
            var file = (ProtoFileDescriptorSupplier) Objects.requireNonNull(descriptor.getSchemaDescriptor());
            withImports(file.getFileDescriptor())
                    .forEach(each -> each.getMessageTypes().forEach(this::compileAll));
        }
    }

    /** The generated class of each service of the proto module, wherever the build put them. */
    private static List<Class<?>> services() throws IOException, URISyntaxException, ClassNotFoundException {
        Path origin = Path.of(GetUserRequest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(origin)) {
            return servicesIn(origin);
        }
        try (FileSystem jar = FileSystems.newFileSystem(origin)) {
            return servicesIn(jar.getPath("/"));
        }
    }

    private static List<Class<?>> servicesIn(Path root) throws IOException, ClassNotFoundException {
        List<String> names;
        try (Stream<Path> files = Files.walk(root)) {
            names = files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith("Grpc.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
        var services = new ArrayList<Class<?>>();
        for (String name : names) {
            services.add(Class.forName(name));
        }
        return services;
    }

    private static List<FileDescriptor> withImports(FileDescriptor file) {
        var files = new ArrayList<FileDescriptor>();
        files.add(file);
        file.getDependencies().stream()
                .filter(each -> each.getPackage().startsWith("kilonova."))
                .forEach(each -> files.addAll(withImports(each)));
        return files;
    }

    private void compileAll(Descriptor type) {
        assertThat(rules.of(type)).isNotNull();
        type.getNestedTypes().forEach(this::compileAll);
    }

    private static Message create(String name) {
        return CreateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setName(name))
                .build();
    }
}
