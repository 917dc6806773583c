/** The embedded identity over in-process gRPC and real SQL. */
@NullMarked
package kilonova.control.identity.embedded;

import org.jspecify.annotations.NullMarked;
