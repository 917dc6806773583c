package kilonova.node.journal;

/** Names one guest of a node: a server on one of the node's hosts. */
public record GuestKey(String hostId, String serverId) {

    /** The key as one word; neither part holds a slash. */
    String word() {
        return hostId + "/" + serverId;
    }

    static GuestKey ofWord(String word) {
        int slash = word.indexOf('/');
        return new GuestKey(word.substring(0, slash), word.substring(slash + 1));
    }
}
