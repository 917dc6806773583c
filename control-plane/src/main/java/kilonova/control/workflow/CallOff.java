package kilonova.control.workflow;

/** Whether work can be called off where it stands. */
public sealed interface CallOff<S> {

    /** Undoing begins at this step. */
    record From<S>(S step) implements CallOff<S> {}

    /** It cannot be; a clause that says why. */
    record TooLate<S>(String why) implements CallOff<S> {}
}
