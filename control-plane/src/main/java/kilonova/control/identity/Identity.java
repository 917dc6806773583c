package kilonova.control.identity;

/** The role of the identity service: turns a token into the one who holds it. */
public interface Identity {

    /**
     * @param token as the caller sent it
     * @throws kilonova.kernel.ProblemException Unauthenticated when it is unknown, expired or revoked; Unavailable when
     *     the identity service cannot be asked
     */
    Principal authenticate(String token);
}
