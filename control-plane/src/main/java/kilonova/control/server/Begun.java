package kilonova.control.server;

import kilonova.control.operation.Operation;

/** An operation with its server, as they were when the request was answered. */
record Begun(Operation operation, Server server) {}
