package kilonova.control.identity;

/** Names a project, as the identity service does: text, in Keystone 32 hex digits. */
public record ProjectId(String value) {}
