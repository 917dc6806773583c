package kilonova.distribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import kilonova.compute.v1.OperationMetadata;

/** Messages of the API as JSON, under the names of the contract. */
final class Messages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .preservingProtoFieldNames()
            .alwaysPrintFieldsWithNoPresence()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(OperationMetadata.getDescriptor())
                    .add(com.google.protobuf.Empty.getDescriptor())
                    .add(com.google.rpc.ErrorInfo.getDescriptor())
                    .build());

    private Messages() {}

    static String json(MessageOrBuilder message) {
        return tree(message).toPrettyString();
    }

    /** One object of a message, and many. */
    static String json(String name, MessageOrBuilder one, String names, List<? extends MessageOrBuilder> many) {
        var object = JSON.createObjectNode();
        object.set(name, tree(one));
        object.set(names, array(many));
        return object.toPrettyString();
    }

    static String json(List<? extends MessageOrBuilder> many) {
        return array(many).toPrettyString();
    }

    private static ArrayNode array(List<? extends MessageOrBuilder> many) {
        ArrayNode array = JSON.createArrayNode();
        many.forEach(each -> array.add(tree(each)));
        return array;
    }

    private static JsonNode tree(MessageOrBuilder message) {
        try {
            return JSON.readTree(PRINTER.print(message));
        } catch (InvalidProtocolBufferException | JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
