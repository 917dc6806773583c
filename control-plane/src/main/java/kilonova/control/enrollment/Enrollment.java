package kilonova.control.enrollment;

import kilonova.kernel.NodePass;

/**
 * A node that may join.
 *
 * @param pass what its certificate says, or said
 * @param serial of the one certificate that is taken, in hexadecimal
 * @param revoked none is taken
 * @param enrolledAt when that certificate was made, microseconds
 * @param expiresAt when it ends, microseconds
 */
public record Enrollment(
        NodePass pass, String serial, boolean revoked, long generation, long enrolledAt, long expiresAt) {

    /** The serial number that is taken just now; empty for none. */
    String taken() {
        return revoked ? "" : serial;
    }
}
