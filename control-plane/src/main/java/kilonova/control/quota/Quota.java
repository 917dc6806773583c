package kilonova.control.quota;

/** How much of one resource may be used and is. */
public record Quota(QuotaResource resource, long limit, long used) {
    public static final long UNLIMITED = -1;
}
