/** The embedded image service through its gRPC service, on real SQL and real files. */
@NullMarked
package kilonova.control.image.embedded;

import org.jspecify.annotations.NullMarked;
