package kilonova.control.store;

import static kilonova.control.store.tables.Tables.SERIAL_NUMBER;

import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/**
 * The numbers by which old clients name some resources. None is given out twice, also when what had it is deleted: whoever kept
 * it would mean another.
 */
public final class SerialNumbers {
    private SerialNumbers() {}

    /**
     * The next number. Two that ask at once get one after the other.
     *
     * @param column where numbers that were given out are kept
     */
    public static long next(Tx tx, TableField<?, Long> column) {
        String kind = column.getTable() == null ? "" : column.getTable().getName();
        Field<Long> next = SERIAL_NUMBER.LAST_NO.plus(1);
        boolean known = tx.sql()
                        .update(SERIAL_NUMBER)
                        .set(SERIAL_NUMBER.LAST_NO, next)
                        .where(SERIAL_NUMBER.KIND.eq(kind))
                        .execute()
                == 1;
        if (!known) {
            Long last = tx.sql().select(DSL.max(column)).from(column.getTable()).fetchOne(0, Long.class);
            long first = last == null ? 1 : last + 1;
            tx.sql()
                    .insertInto(SERIAL_NUMBER)
                    .set(SERIAL_NUMBER.KIND, kind)
                    .set(SERIAL_NUMBER.LAST_NO, first)
                    .execute();
            return first;
        }
        return tx.sql()
                .select(SERIAL_NUMBER.LAST_NO)
                .from(SERIAL_NUMBER)
                .where(SERIAL_NUMBER.KIND.eq(kind))
                .fetchSingle(SERIAL_NUMBER.LAST_NO);
    }
}
