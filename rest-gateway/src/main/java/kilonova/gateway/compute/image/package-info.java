/**
 * Images as the compute API served them until 2.35, and their metadata until 2.38: a way round to the image service.
 *
 * <p>Way in: {@link kilonova.gateway.compute.image.ImageEndpoints}. Ways out: {@code kilonova.image.v1.ImageService}, and
 * {@code kilonova.identity.v1.CatalogService} for where the images themselves are.
 */
@NullMarked
package kilonova.gateway.compute.image;

import org.jspecify.annotations.NullMarked;
