package kilonova.control.placement.candidate;

/** The numbers of resource classes, traits and aggregates. */
final class Names {
    final Numbering classes = new Numbering();
    final Numbering traits = new Numbering();
    final Numbering aggregates = new Numbering();
}
