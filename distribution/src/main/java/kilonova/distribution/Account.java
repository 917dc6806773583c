package kilonova.distribution;

/** A user of a fresh cloud: who, in which project, with which password. Domain and region are always the same two. */
record Account(String user, String project, String role, String password) {
    static final String DOMAIN = "Default";
    static final String REGION = "RegionOne";

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return "Account[" + user + " in " + project + " as " + role + "]";
    }
}
