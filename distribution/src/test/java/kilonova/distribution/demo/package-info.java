@NullMarked
package kilonova.distribution.demo;

import org.jspecify.annotations.NullMarked;
