/** Tests of servers: a small cloud in one thread, its neighbours played by fakes. */
@NullMarked
package kilonova.control.server;

import org.jspecify.annotations.NullMarked;
