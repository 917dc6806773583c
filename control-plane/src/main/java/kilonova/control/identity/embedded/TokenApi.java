package kilonova.control.identity.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.RevokeTokenRequest;
import kilonova.identity.v1.Token;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.identity.v1.ValidateTokenRequest;

/** Wire in, wire out: tokens. */
final class TokenApi extends TokenServiceGrpc.TokenServiceImplBase {
    private final Tokens tokens;

    TokenApi(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void issueToken(IssueTokenRequest request, StreamObserver<Token> out) {
        Unary.reply(out, () -> IdentityProto.token(tokens.issue(IdentityProto.login(request))));
    }

    @Override
    public void validateToken(ValidateTokenRequest request, StreamObserver<Token> out) {
        Unary.reply(
                out, () -> IdentityProto.token(tokens.validate(Call.current().principal(), request.getToken())));
    }

    @Override
    public void revokeToken(RevokeTokenRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> {
            tokens.revoke(Call.current().principal(), request.getToken());
            return Empty.getDefaultInstance();
        });
    }
}
