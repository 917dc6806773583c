package kilonova.control.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that is lost once the server has committed, before it can say so: the first one only. */
final class BreakingWire {
    private static final AtomicBoolean BROKEN = new AtomicBoolean();

    private BreakingWire() {}

    static Connection afterTheCommit(Connection real) {
        BROKEN.set(false);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                    if (method.getName().equals("commit") && BROKEN.compareAndSet(false, true)) {
                        real.close();
                        throw new SQLException("the wire broke", "08006");
                    }
                    return answer;
                });
    }
}
