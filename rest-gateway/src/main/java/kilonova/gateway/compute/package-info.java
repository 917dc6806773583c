/**
 * Nova's compute API, versions 2.1 to 2.104: the table of its endpoints, version negotiation, checks, faults.
 *
 * <p>Invariants: every endpoint of the reference is in {@code endpoints.json}, served, gone or absent; a microversion never
 * leaves the gateway: each difference is a named request field; bodies and queries are checked against the schema of
 * their version before a handler sees them.
 *
 * <p>Way in: {@link kilonova.gateway.compute.ComputeFace}. Ways out: the services of {@code kilonova.compute.v1}.
 */
@NullMarked
package kilonova.gateway.compute;

import org.jspecify.annotations.NullMarked;
