package kilonova.distribution;

import kilonova.kernel.Listening;

/** What a cloud serves, each on a port of its own: OpenStack's usual one, one for gRPC, one for nodes on other machines. */
enum Service {
    IDENTITY("identity", "keystone", 5000, "/v3"),
    COMPUTE("compute", "nova", 8774, "/v2.1"),
    PLACEMENT("placement", "placement", 8778, ""),
    IMAGE("image", "glance", 9292, ""),
    NETWORK("network", "neutron", 9696, ""),
    GRPC("grpc", "kilonova", 8770, ""),
    /** Under mutual TLS only, by the cloud's own authority. */
    NODE("node", "kilonova", 8771, "");

    private final String label;
    private final String project;
    private final int usualPort;
    private final String path;

    Service(String label, String project, int usualPort, String path) {
        this.label = label;
        this.project = project;
        this.usualPort = usualPort;
        this.path = path;
    }

    /** What users and the gateway call it. */
    String label() {
        return label;
    }

    /** The name that OpenStack's catalogs give it. */
    String project() {
        return project;
    }

    int usualPort() {
        return usualPort;
    }

    boolean isRest() {
        return this != GRPC && this != NODE;
    }

    /** Where clients find it, when it listens there on that port. */
    String endpoint(Listening listening, int port) {
        return isRest() ? listening.origin(port) + path : listening.authority(port);
    }
}
