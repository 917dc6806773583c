package kilonova.lab.torture;

/** A promise that was broken, or something that ought not to be. */
record Violation(Kind kind, String words) {
    enum Kind {
        LOST("lost"),
        TWICE("twice"),
        STUCK("stuck"),
        BOOKS("books"),
        TWO_HOSTS("on two hosts"),
        GUEST("guest"),
        WATCH("watch"),
        ANSWER("answer");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    @Override
    public String toString() {
        return kind.word + ": " + words;
    }
}
