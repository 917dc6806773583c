/**
 * The embedded image service: what is said of images in SQL, their bytes in files of one directory.
 *
 * <p>Invariants: an image is active only when its bytes lie whole and synced under a name that is its upload's alone; bytes
 * on their way lie under another name, and leave nothing behind when the upload fails; replicas that share the database
 * share the directory, and no process undoes the upload of another that lives; who may do what is decided in {@link kilonova.control.image.embedded.ImageAccess} alone.
 *
 * <p>Way in: {@link kilonova.control.image.embedded.EmbeddedImages}, used by the assembly only; rooms see the role
 * {@link kilonova.control.image.Images}.
 */
@NullMarked
package kilonova.control.image.embedded;

import org.jspecify.annotations.NullMarked;
