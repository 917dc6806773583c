package kilonova.lab.simulation;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;

/** Who calls: in a simulated cloud, a token is a project's name. */
final class Tenant {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("x-auth-token", Metadata.ASCII_STRING_MARSHALLER);

    private Tenant() {}

    static Channel calling(Channel channel, String project) {
        var headers = new Metadata();
        headers.put(TOKEN, project);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
