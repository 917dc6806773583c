/** The embedded network service through its gRPC services and its role, on real SQL. */
@NullMarked
package kilonova.control.network.embedded;

import org.jspecify.annotations.NullMarked;
