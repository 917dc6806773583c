package kilonova.control.placement.candidate;

/** Pure. Whether those who give to the group that many may give to have, all together, one of each set of traits. */
final class SpreadTraits {
    private final Choice[] open;
    /** Choices of that group: they come first. */
    private final int size;

    private final int sets;

    SpreadTraits(Choice[] open) {
        this.open = open;
        int count = 0;
        while (count < open.length && open[count].spread()) {
            count++;
        }
        this.size = count;
        this.sets = count == 0 ? 0 : open[0].group().traitSets();
    }

    /** Whether what is chosen up to this depth has them, or those still to be chosen may. */
    boolean possible(int depth, Node[] chosen) {
        if (depth >= size) {
            return true;
        }
        for (int set = 0; set < sets; set++) {
            if (!met(set, depth, chosen) && !hoped(set, depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean met(int set, int depth, Node[] chosen) {
        for (int i = 0; i <= depth; i++) {
            if (open[i].group().meets(set, chosen[i])) {
                return true;
            }
        }
        return false;
    }

    private boolean hoped(int set, int depth) {
        for (int i = depth + 1; i < size; i++) {
            for (Node option : open[i].options()) {
                if (open[i].group().meets(set, option)) {
                    return true;
                }
            }
        }
        return false;
    }
}
