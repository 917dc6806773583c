/**
 * Server-sent events beside Nova's API: servers, operations and hosts as they change, under {@code /watch/v1}, where Nova has
 * nothing. The same streams as the gRPC watches, with the same promises.
 *
 * <p>Invariants: an event's id is the revision up to which everything was told, so {@code Last-Event-ID} goes on without a gap;
 * events of a snapshot carry none. A slow reader slows down its own stream only.
 *
 * <p>Way in: {@link kilonova.gateway.compute.watch.WatchStreams}.
 */
@NullMarked
package kilonova.gateway.compute.watch;

import org.jspecify.annotations.NullMarked;
