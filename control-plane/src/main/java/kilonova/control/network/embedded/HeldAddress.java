package kilonova.control.network.embedded;

/** An address that a port holds. */
record HeldAddress(String subnetId, IpAddress address) {}
