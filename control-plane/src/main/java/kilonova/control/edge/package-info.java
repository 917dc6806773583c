/**
 * The edge of the control plane: who calls, what is checked of every call, how answers and problems leave.
 *
 * <p>Way in: {@link kilonova.control.edge.EdgeInterceptor} around every public service; handlers use
 * {@link kilonova.control.edge.Call} and {@link kilonova.control.edge.Unary}.
 */
@NullMarked
package kilonova.control.edge;

import org.jspecify.annotations.NullMarked;
