package kilonova.control.store;

/** How many characters a search by regular expression may still look at: some are written to keep a machine busy for years. */
final class SearchEffort {
    /** In one text. */
    static final int PER_TEXT = 100_000;
    /** In all texts that one read searches: about a second. */
    static final int PER_READ = 100_000_000;

    private long left;
    private int leftOfText;

    SearchEffort(long left) {
        this.left = left;
    }

    static SearchEffort ofRead() {
        return new SearchEffort(PER_READ);
    }

    void nextText() {
        leftOfText = PER_TEXT;
    }

    /** @throws EndlessSearch when that is too much */
    void look() {
        if (--left < 0 || --leftOfText < 0) {
            throw new EndlessSearch();
        }
    }

    /** Nobody waits for the end of this search. */
    static final class EndlessSearch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EndlessSearch() {
            super("a regular expression that takes too long", null, false, false);
        }
    }
}
