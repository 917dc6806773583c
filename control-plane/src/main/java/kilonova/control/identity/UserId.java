package kilonova.control.identity;

/** Names a user, as the identity service does. */
public record UserId(String value) {}
