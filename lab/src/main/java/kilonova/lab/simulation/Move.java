package kilonova.lab.simulation;

/** One thing that a tenant can ask of servers. */
enum Move {
    CREATE,
    BATCH,
    STOP,
    START,
    REBOOT,
    UPDATE,
    METADATA,
    TAG,
    CANCEL,
    RETRY,
    DELETE
}
