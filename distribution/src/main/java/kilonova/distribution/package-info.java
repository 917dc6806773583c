/**
 * What a user starts: the command line, and the all-in-one cloud behind it.
 *
 * <p>Invariants: a data directory has at most one running cloud; every file that holds a secret is readable by its owner
 * alone; commands that use a cloud reach it over its public faces, as any client does.
 *
 * <p>Way in: {@link kilonova.distribution.Main}, started by the launcher {@code kilonova}.
 */
@NullMarked
package kilonova.distribution;

import org.jspecify.annotations.NullMarked;
