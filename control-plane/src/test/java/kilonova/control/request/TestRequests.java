package kilonova.control.request;

import java.util.Random;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;

/** Requests whose bodies are told apart by a key that everybody knows. */
public final class TestRequests {
    private TestRequests() {}

    public static Requests on(Env env) {
        return new Requests(env, new Vault(new byte[Vault.KEY_BYTES], new Random(1)));
    }
}
