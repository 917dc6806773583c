/** The compute face against Nova's own samples and schemas, and over HTTP against a control plane of fakes. */
@NullMarked
package kilonova.gateway.compute;

import org.jspecify.annotations.NullMarked;
