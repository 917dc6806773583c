/** What instance actions show of operations. */
@NullMarked
package kilonova.gateway.compute.operation;

import org.jspecify.annotations.NullMarked;
