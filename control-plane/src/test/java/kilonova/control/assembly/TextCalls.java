package kilonova.control.assembly;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Calls written as text: the bare name of a call, and its request in protobuf's text format. */
final class TextCalls {
    private final Map<String, MethodDescriptor<?, ?>> methods = new TreeMap<>();

    TextCalls(List<BindableService> services) {
        services.stream()
                .flatMap(service -> service.bindService().getServiceDescriptor().getMethods().stream())
                .filter(method -> !method.getFullMethodName().startsWith("google."))
                .forEach(method -> methods.put(String.valueOf(method.getBareMethodName()), method));
    }

    static String name(String line) {
        return line.split(" ", 2)[0];
    }

    Message request(String line) {
        String[] words = line.split(" ", 2);
        Message.Builder request = prototype(words[0]).newBuilderForType();
        try {
            TextFormat.merge(words.length > 1 ? words[1] : "", request);
            return request.build();
        } catch (TextFormat.ParseException broken) {
            throw new AssertionError(line, broken);
        }
    }

    Message call(Channel channel, String line) {
        return call(channel, name(line), request(line));
    }

    Message call(Channel channel, String name, Message request) {
        return ClientCalls.blockingUnaryCall(channel, method(name), CallOptions.DEFAULT, request);
    }

    @SuppressWarnings("unchecked")
    private MethodDescriptor<Message, Message> method(String name) {
        var method = (MethodDescriptor<Message, Message>) methods.get(name);
        if (method == null) {
            throw new AssertionError("no call named " + name);
        }
        return method;
    }

    private Message prototype(String name) {
        return ((MethodDescriptor.PrototypeMarshaller<Message>) method(name).getRequestMarshaller())
                .getMessagePrototype();
    }
}
