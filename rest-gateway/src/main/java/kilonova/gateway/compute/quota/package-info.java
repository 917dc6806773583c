/**
 * Quotas and limits in the compute API.
 *
 * <p>Way in: {@link kilonova.gateway.compute.quota.QuotaEndpoints}. Way out: {@code kilonova.compute.v1.QuotaService}.
 */
@NullMarked
package kilonova.gateway.compute.quota;

import org.jspecify.annotations.NullMarked;
