/**
 * Flavors in the compute API, with their extra specs and access lists.
 *
 * <p>Way in: {@link kilonova.gateway.compute.flavor.FlavorEndpoints}. Way out: {@code kilonova.compute.v1.FlavorService}.
 */
@NullMarked
package kilonova.gateway.compute.flavor;

import org.jspecify.annotations.NullMarked;
