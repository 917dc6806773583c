package kilonova.control.placement.candidate;

/**
 * One thing to choose a provider for: a class of the group that many may give to, or the whole of a group with a suffix.
 *
 * @param resource the index of the class in its group; -1 for the whole
 * @param options who may give it
 */
record Choice(GroupPlan group, int resource, Node[] options) {
    boolean spread() {
        return resource >= 0;
    }

    /** Whether something is taken from who is chosen. */
    boolean taking() {
        return resource >= 0 || group.classes.length > 0;
    }

    int size() {
        return resource >= 0 ? 1 : group.classes.length;
    }

    int resourceAt(int index) {
        return group.classes[resource >= 0 ? resource : index];
    }

    long amountAt(int index) {
        return group.amounts[resource >= 0 ? resource : index];
    }

    String nameAt(int index) {
        return group.names[resource >= 0 ? resource : index];
    }

    /** How much of the class is taken from who is chosen. */
    long amountOf(int wanted) {
        for (int i = 0; i < size(); i++) {
            if (resourceAt(i) == wanted) {
                return amountAt(i);
            }
        }
        return 0;
    }
}
