package kilonova.control.identity.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.request.Requests;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.RevokeTokenRequest;
import kilonova.identity.v1.Token;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.identity.v1.ValidateTokenRequest;

/** Wire in, wire out: tokens. */
final class TokenApi extends TokenServiceGrpc.TokenServiceImplBase {
    private final Tokens tokens;
    private final Catalog catalog;
    private final Requests requests;

    TokenApi(Tokens tokens, Catalog catalog, Requests requests) {
        this.tokens = tokens;
        this.catalog = catalog;
        this.requests = requests;
    }

    @Override
    public void issueToken(IssueTokenRequest request, StreamObserver<Token> out) {
        Unary.reply(out, () -> IdentityProto.token(tokens.issue(IdentityProto.login(request)), catalog));
    }

    @Override
    public void validateToken(ValidateTokenRequest request, StreamObserver<Token> out) {
        Unary.reply(
                out,
                () -> IdentityProto.token(tokens.validate(Call.current().principal(), request.getToken()), catalog));
    }

    @Override
    public void revokeToken(RevokeTokenRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> {
            var who = Call.current().principal();
            return tokens.revoke(who, request.getToken(), requests.once(who, request));
        });
    }
}
