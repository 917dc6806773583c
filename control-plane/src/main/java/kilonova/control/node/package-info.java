/**
 * The control plane's side of compute nodes: streams that nodes open, wishes that go down, observations that come up.
 *
 * <p>Invariants: a wish is a whole, never a delta, and repeating it is free; heartbeats never touch SQL; after each
 * (re)connect a host's snapshot is taken before its wishes are stated; of all streams of a node, at whichever replicas, only
 * what the newest says is taken.
 *
 * <p>Way in: {@link kilonova.control.node.Wishes} for rooms, {@link kilonova.control.node.NodeSessions} for questions.
 * Ways out: {@link kilonova.control.node.Guests}, {@code host.Hosts}, {@code image.Images}.
 */
@NullMarked
package kilonova.control.node;

import org.jspecify.annotations.NullMarked;
