/** The control plane's side of streams, held against a node that the test plays. */
@org.jspecify.annotations.NullMarked
package kilonova.control.node;
