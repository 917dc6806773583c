/**
 * The demonstration: from an empty machine to a login prompt.
 *
 * <p>Invariants: what a user could not do is not done here either: the cloud is driven over its REST faces; nothing is
 * installed unsaid, and nothing at all with {@code --no-install}; a fake hypervisor is called one wherever it shows.
 *
 * <p>Way in: {@link kilonova.distribution.demo.Demo}.
 */
@NullMarked
package kilonova.distribution.demo;

import org.jspecify.annotations.NullMarked;
