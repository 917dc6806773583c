/**
 * Images as the rooms see them: {@link kilonova.control.image.Images} is a role with one implementation per image
 * service.
 */
@NullMarked
package kilonova.control.image;

import org.jspecify.annotations.NullMarked;
