/**
 * The image face: Glance's API, version 2.
 *
 * <p>Invariants: knows REST's spelling and the messages of {@code kilonova.image.v1}, no rules of images; bytes of images
 * pass through in chunks, at the pace of the slower side.
 *
 * <p>Way in: {@link kilonova.gateway.image.ImageFace}.
 */
@NullMarked
package kilonova.gateway.image;

import org.jspecify.annotations.NullMarked;
