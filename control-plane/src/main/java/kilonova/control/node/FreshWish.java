package kilonova.control.node;

import java.util.function.Supplier;
import kilonova.node.v1.GuestSpec;

/**
 * A wish as it was committed a moment ago, so that stating it reads no rows.
 *
 * @param spec what the guest is made of; asked outside of any transaction, and only when a guest is wanted
 */
record FreshWish(Wish wish, Supplier<GuestSpec> spec) {}
