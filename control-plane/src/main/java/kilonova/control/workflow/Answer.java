package kilonova.control.workflow;

import kilonova.control.operation.Failure;

/** What came of an effect. */
public sealed interface Answer {

    /** It went well. */
    record Done() implements Answer {}

    /** It went well, and this is what was learned. Each workflow has its own. */
    non-sealed interface Learned extends Answer {}

    /** It failed; nothing says that it did not happen. */
    record Failed(Failure why) implements Answer {}

    /** The deadline passed. */
    record Late() implements Answer {}
}
