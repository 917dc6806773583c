/**
 * Networks as the rooms see them: {@link kilonova.control.network.Networks} is a role with one implementation per
 * network service.
 */
@NullMarked
package kilonova.control.network;

import org.jspecify.annotations.NullMarked;
