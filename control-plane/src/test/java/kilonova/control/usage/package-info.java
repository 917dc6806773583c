/** How long servers are there, and how much of it lies within a span. */
@NullMarked
package kilonova.control.usage;

import org.jspecify.annotations.NullMarked;
