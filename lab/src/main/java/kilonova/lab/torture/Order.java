package kilonova.lab.torture;

/**
 * What the servers of a run are made of.
 *
 * @param image its id
 * @param flavor its id
 * @param network its id
 */
record Order(String image, String flavor, String network) {}
