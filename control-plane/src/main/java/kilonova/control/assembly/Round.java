package kilonova.control.assembly;

import java.time.Duration;

/**
 * Something that is done again and again. One that fails is only late: the next time it does its work.
 *
 * @param every the pause between two times
 */
public record Round(String name, Duration every, Runnable body) {}
