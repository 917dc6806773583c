package kilonova.control.notification;

import java.io.IOException;

/** Somebody who is notified. */
interface Receiver extends AutoCloseable {

    /** Names its position: never changes. */
    String name();

    /**
     * Brings one notification; returns when the receiver has it.
     *
     * @throws Refused when it never will take this one
     * @throws IOException when it may take it later
     */
    void bring(Notice notice) throws IOException, InterruptedException;

    /** What was brought is safe with the receiver. */
    void settle() throws IOException;

    @Override
    void close();

    /** The receiver is there, and does not take it. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }
}
