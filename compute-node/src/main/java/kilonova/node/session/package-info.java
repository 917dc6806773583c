/**
 * The node's side of its stream: wishes come down, observations go up, guests are kept in between.
 *
 * <p>Invariants: everything in {@link kilonova.node.session.NodeLoop} runs to completion on one thread, whoever's it is;
 * whatever may block goes to the workers and comes back through the {@link kilonova.node.session.Inbox}; a stream begins
 * with Hello and one snapshot per host, and only then come facts; guests are given up only once every wish of their host
 * has been stated on the stream that is open.
 *
 * <p>Way in: {@link kilonova.node.session.NodeLoop}, driven by {@link kilonova.node.session.NodeDriver} or by a simulation.
 */
@NullMarked
package kilonova.node.session;

import org.jspecify.annotations.NullMarked;
