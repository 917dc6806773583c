package kilonova.gateway.http;

/**
 * What one face takes on at most, so that a flood of callers costs them their answers and not everyone the process.
 *
 * @param connections open at the same time; one more is closed as it comes
 * @param running requests that are being answered, each with a virtual thread and its buffers; one more is told to come back
 * @param share of these, requests under one token, or from one address without one; one more is told to come back
 * @param live answers that last as long as their readers do, which count apart; one more is told to come back
 */
record FaceLimits(int connections, int running, int share, int live) {
    static final FaceLimits USUAL = new FaceLimits(4_000, 1_000, 500, 2_000);
    /** When a caller who was sent away may try again. */
    static final int RETRY_AFTER_SECONDS = 1;
}
