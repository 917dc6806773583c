/** Tests of the audit's decisions. */
@NullMarked
package kilonova.control.audit;

import org.jspecify.annotations.NullMarked;
