/** Notifications, with receivers that fail. */
@NullMarked
package kilonova.control.notification;

import org.jspecify.annotations.NullMarked;
