package kilonova.control.node;

import java.util.Set;
import kilonova.kernel.NodePass;

/** Who is at the other end of a node's call. */
sealed interface NodePeer {

    /** For the log. */
    String words();

    /** A node in this very process: trusted as the process itself is. */
    record Within() implements NodePeer {
        @Override
        public String words() {
            return "the node of this process";
        }
    }

    /**
     * A node that proved by its certificate who it is.
     *
     * @param serial of the certificate, in hexadecimal
     */
    record Certified(NodePass pass, String serial) implements NodePeer {
        @Override
        public String words() {
            return "node " + pass.name();
        }

        Set<String> hostIds() {
            return pass.hosts().keySet();
        }
    }
}
