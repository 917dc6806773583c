/**
 * Extensions: a fixed list, for clients from before there were versions.
 *
 * <p>Way in: {@link kilonova.gateway.compute.extension.ExtensionEndpoints}. Ways out: none.
 */
@NullMarked
package kilonova.gateway.compute.extension;

import org.jspecify.annotations.NullMarked;
