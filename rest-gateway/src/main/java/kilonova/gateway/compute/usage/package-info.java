/**
 * What servers used, which the compute API calls simple tenant usage.
 *
 * <p>Way in: {@link kilonova.gateway.compute.usage.UsageEndpoints}. Way out: {@code kilonova.compute.v1.UsageService}.
 */
@NullMarked
package kilonova.gateway.compute.usage;

import org.jspecify.annotations.NullMarked;
