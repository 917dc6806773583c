package kilonova.gateway.schema;

import java.util.BitSet;

/** Which characters OpenStack calls printable: a lookup, made once. */
final class Printable {
    private static final int END = 0xFFFF;
    private static final BitSet TABLE = table();

    private Printable() {}

    private static BitSet table() {
        var table = new BitSet(END);
        for (int c = 0; c < END; c++) {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> {}
                default -> table.set(c);
            }
        }
        return table;
    }

    /** A character of the basic plane that is neither control, format, private nor unassigned, nor a line separator. */
    static boolean allowed(int c) {
        return c < END && TABLE.get(c);
    }

    static boolean blank(int c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    static boolean all(String text) {
        return text.codePoints().allMatch(Printable::allowed);
    }

    /** Whether Python shows it as it is. */
    static boolean prints(int c) {
        return c == ' ' || (Character.isDefined(c) && !blank(c) && (c >= END ? assigned(c) : allowed(c)));
    }

    private static boolean assigned(int c) {
        int type = Character.getType(c);
        return type != Character.PRIVATE_USE && type != Character.FORMAT && type != Character.UNASSIGNED;
    }
}
