/** The validator: its sentences, its formats, and whether a library agrees with its verdicts. */
@NullMarked
package kilonova.gateway.schema;

import org.jspecify.annotations.NullMarked;
