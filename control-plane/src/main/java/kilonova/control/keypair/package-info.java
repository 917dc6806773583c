/**
 * Keypairs: public keys of users, put into servers at boot.
 *
 * <p>Invariants: a name is unique per user; a private key made here leaves in one answer and is kept nowhere; nobody has
 * more than their quota, however many requests come at once.
 *
 * <p>Way in: {@link kilonova.control.keypair.Keypairs}. Ways out: {@code quota.Quotas}.
 */
@NullMarked
package kilonova.control.keypair;

import org.jspecify.annotations.NullMarked;
