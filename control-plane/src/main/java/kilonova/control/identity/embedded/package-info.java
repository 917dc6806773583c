/**
 * The embedded identity service: users, projects, roles, and the signed tokens that say who somebody is.
 *
 * <p>Invariants: a token is believed only while its signature, its time, its user, its project and its roles all hold; a
 * password leaves this package as a salted hash only; tokens end with the password of their user. Names of users and
 * projects are unique within a domain.
 *
 * <p>Way in: {@link kilonova.control.identity.embedded.EmbeddedIdentity}, for the assembly alone. Rooms know the role,
 * {@link kilonova.control.identity.Identity}.
 */
@NullMarked
package kilonova.control.identity.embedded;

import org.jspecify.annotations.NullMarked;
