package kilonova.control.store;

import java.sql.SQLException;
import kilonova.kernel.ProblemException;
import org.jooq.exception.DataAccessException;

/** Tells what a database may be over tomorrow from what will fail in the same way for ever. */
public final class Passing {
    private Passing() {}

    /** Whether the same may work another time: the database is away, or full, or another hand was faster. */
    public static boolean is(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException
                    || each instanceof DataAccessException
                    || each instanceof ProblemException) {
                return true;
            }
        }
        return false;
    }
}
