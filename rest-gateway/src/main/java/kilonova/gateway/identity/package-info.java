/**
 * The Identity API v3 as OpenStack clients speak it: tokens, users, projects, roles, assignments, the catalog.
 *
 * <p>Invariants: no rule lives here; every answer comes from the identity services of the control plane, asked with the
 * caller's own token. What is not served says 404, as an unknown path does.
 *
 * <p>Way in: {@link kilonova.gateway.identity.IdentityFace}.
 */
@NullMarked
package kilonova.gateway.identity;

import org.jspecify.annotations.NullMarked;
