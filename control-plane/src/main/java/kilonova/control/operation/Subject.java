package kilonova.control.operation;

/** What an operation works on: the lock is one open operation per subject. */
public record Subject(String kind, String id) {

    public static Subject server(String id) {
        return new Subject("server", id);
    }

    static Subject parse(String text) {
        int slash = text.indexOf('/');
        return new Subject(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return kind + "/" + id;
    }
}
