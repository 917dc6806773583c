package kilonova.gateway.compute.keypair;

import static kilonova.gateway.compute.Downgrades.added;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.rpc.ErrorInfo;
import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.CreateKeypairRequest;
import kilonova.compute.v1.DeleteKeypairRequest;
import kilonova.compute.v1.GetKeypairRequest;
import kilonova.compute.v1.Keypair;
import kilonova.compute.v1.KeypairServiceGrpc;
import kilonova.compute.v1.KeypairServiceGrpc.KeypairServiceBlockingStub;
import kilonova.compute.v1.KeypairType;
import kilonova.compute.v1.ListKeypairsRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Downgrades;
import kilonova.gateway.compute.Paging;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;

/** The keypairs resource. */
public final class KeypairEndpoints {
    private static final Downgrades<Keypair> STEPS = Downgrades.of(added(2, "type"));

    private static final Map<KeypairType, String> NO_FINGERPRINT = Map.of(
            KeypairType.KEYPAIR_TYPE_SSH,
            "failed to generate fingerprint",
            KeypairType.KEYPAIR_TYPE_X509,
            "failed to generate X509 fingerprint. Error message: Unable to load PEM file.");

    private KeypairEndpoints() {}

    public static void bind(Bindings bindings) {
        bindings.on("GET", "/os-keypairs", KeypairEndpoints::list)
                .on("POST", "/os-keypairs", KeypairEndpoints::create)
                .on("GET", "/os-keypairs/{id}", KeypairEndpoints::show)
                .on("DELETE", "/os-keypairs/{id}", KeypairEndpoints::delete);
    }

    private static KeypairServiceBlockingStub keypairs(ComputeRequest request) {
        return request.calls().to(KeypairServiceGrpc::newBlockingStub);
    }

    /** Whose keypairs the caller means; empty for their own. */
    private static String user(ComputeRequest request) {
        return request.atLeast(10) ? request.query("user_id").orElse("") : "";
    }

    private static Answer list(ComputeRequest request) {
        boolean pages = request.atLeast(35);
        var shape = new Paging.Shape<Keypair>(
                "keypairs",
                pages ? "keypairs_links" : "",
                "os-keypairs",
                Keypair::getName,
                keypair -> wrapped(view(request, keypair)),
                Paging.NO_MARKER);
        String marker = pages ? request.query("marker").orElse("") : "";
        return Paging.answer(request, pages ? Paging.limit(request) : Integer.MAX_VALUE, shape, (size, token) -> {
            var found = keypairs(request)
                    .listKeypairs(ListKeypairsRequest.newBuilder()
                            .setUserId(user(request))
                            .setAfterName(token.isEmpty() ? marker : "")
                            .setPageSize(size)
                            .setPageToken(token)
                            .build());
            return new Paging.Page<>(found.getKeypairsList(), found.getNextPageToken());
        });
    }

    private static Answer show(ComputeRequest request) {
        var keypair = keypairs(request)
                .getKeypair(GetKeypairRequest.newBuilder()
                        .setName(request.variable("id"))
                        .setUserId(user(request))
                        .build());
        var view = view(request, keypair)
                .put("user_id", keypair.getUserId())
                .put("deleted", false)
                .putNull("deleted_at")
                .put("id", keypair.getSerial());
        Times.put(view, "created_at", keypair.hasCreateTime(), keypair.getCreateTime());
        Times.put(view, "updated_at", keypair.hasUpdateTime(), keypair.getUpdateTime());
        return Answer.json(request.success(), wrapped(view));
    }

    private static Answer create(ComputeRequest request) {
        JsonNode body = request.body().path("keypair");
        var keypair = Keypair.newBuilder()
                .setName(Values.textOr(body, "name", "").strip())
                .setUserId(Values.textOr(body, "user_id", ""))
                .setType(
                        Values.textOr(body, "type", "ssh").equals("x509")
                                ? KeypairType.KEYPAIR_TYPE_X509
                                : KeypairType.KEYPAIR_TYPE_SSH)
                .setPublicKey(Values.textOr(body, "public_key", ""));
        var created = ProblemFault.telling(problem -> unreadable(problem, keypair.getType()), () -> keypairs(request)
                .createKeypair(
                        CreateKeypairRequest.newBuilder().setKeypair(keypair).build()));
        var view = view(request, created.getKeypair())
                .put("user_id", created.getKeypair().getUserId());
        if (!created.getPrivateKey().isEmpty()) {
            view.put("private_key", created.getPrivateKey());
        }
        return Answer.json(request.success(), wrapped(view));
    }

    /** Nova does not say what is wrong with a key; the control plane does, to its own clients. */
    private static Optional<HttpFault> unreadable(ErrorInfo problem, KeypairType type) {
        return ProblemWords.invalid(problem, "keypair.public_key")
                ? Optional.of(HttpFault.of(400, "Keypair data is invalid: " + NO_FINGERPRINT.get(type)))
                : Optional.empty();
    }

    private static Answer delete(ComputeRequest request) {
        keypairs(request)
                .deleteKeypair(DeleteKeypairRequest.newBuilder()
                        .setName(request.variable("id"))
                        .setUserId(user(request))
                        .build());
        return Answer.empty(request.success());
    }

    private static ObjectNode view(ComputeRequest request, Keypair keypair) {
        var view = Json.object()
                .put("name", keypair.getName())
                .put("public_key", keypair.getPublicKey())
                .put("fingerprint", keypair.getFingerprint())
                .put("type", keypair.getType() == KeypairType.KEYPAIR_TYPE_X509 ? "x509" : "ssh");
        return STEPS.to(request.version(), view, keypair);
    }

    private static ObjectNode wrapped(ObjectNode view) {
        var document = Json.object();
        document.set("keypair", view);
        return document;
    }
}
