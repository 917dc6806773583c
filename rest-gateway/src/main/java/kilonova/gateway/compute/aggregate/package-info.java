/** Aggregates of hosts, spelled as Nova's REST spells them. Called by the table of endpoints alone. */
@NullMarked
package kilonova.gateway.compute.aggregate;

import org.jspecify.annotations.NullMarked;
