/** Hosts: what their nodes report, and what operators say of them. */
@org.jspecify.annotations.NullMarked
package kilonova.control.host;
