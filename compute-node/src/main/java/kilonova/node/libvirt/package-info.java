/**
 * Guests on QEMU, through libvirt.
 *
 * <p>Invariants: native calls run on {@link kilonova.node.libvirt.NativeLane} alone; no libvirt object outlives the call it
 * was looked up for; a guest's directory is there whole or not at all; only domains that carry our mark are shown or
 * touched; a domain's UUID is its server's id.
 *
 * <p>Way in: {@link kilonova.node.libvirt.LibvirtHypervisor}; {@link kilonova.node.libvirt.LibvirtHost} where nobody else
 * runs libvirt's daemons. Here alone a guest may be called a domain.
 */
@NullMarked
package kilonova.node.libvirt;

import org.jspecify.annotations.NullMarked;
