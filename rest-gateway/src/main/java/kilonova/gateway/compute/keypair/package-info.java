/**
 * Keypairs in the compute API.
 *
 * <p>Way in: {@link kilonova.gateway.compute.keypair.KeypairEndpoints}. Way out: {@code kilonova.compute.v1.KeypairService}.
 */
@NullMarked
package kilonova.gateway.compute.keypair;

import org.jspecify.annotations.NullMarked;
