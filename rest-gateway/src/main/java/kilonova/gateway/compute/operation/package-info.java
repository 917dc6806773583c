/**
 * Operations on servers, which the compute API calls instance actions.
 *
 * <p>Way in: {@link kilonova.gateway.compute.operation.InstanceActions}. Way out:
 * {@code kilonova.compute.v1.OperationService}.
 */
@NullMarked
package kilonova.gateway.compute.operation;

import org.jspecify.annotations.NullMarked;
