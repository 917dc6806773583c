/**
 * Compute nodes that may join from other machines: who they are, for which hosts they speak, and the cloud's own authority
 * that makes their certificates.
 *
 * <p>Invariants: at any time at most one certificate of a node is taken; the ids of a node and of its hosts never change; no
 * host belongs to two nodes; private keys of nodes are never seen here, the authority's never leaves its file.
 *
 * <p>Way in: {@link kilonova.control.enrollment.Enrollments}, {@link kilonova.control.enrollment.NodeAuthority}. Way out:
 * {@code host.Hosts}.
 */
@NullMarked
package kilonova.control.enrollment;

import org.jspecify.annotations.NullMarked;
