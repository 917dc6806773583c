/** Keypairs: keys read and made as ssh itself does, and the room on every database. */
@NullMarked
package kilonova.control.keypair;

import org.jspecify.annotations.NullMarked;
