/** Time that a test holds in its hand: {@link kilonova.testkit.clock.HandClock}. */
@NullMarked
package kilonova.testkit.clock;

import org.jspecify.annotations.NullMarked;
