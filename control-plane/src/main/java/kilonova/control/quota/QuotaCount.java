package kilonova.control.quota;

/**
 * What is counted as used.
 *
 * @param user whose; empty for the project as a whole
 */
public record QuotaCount(String project, String user, Usage used) {}
