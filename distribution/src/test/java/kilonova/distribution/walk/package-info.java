/**
 * Requests and what they must be answered, as files: {@code src/test/resources/walks}, one per API. They go to a whole
 * cloud over real HTTP.
 */
@NullMarked
package kilonova.distribution.walk;

import org.jspecify.annotations.NullMarked;
