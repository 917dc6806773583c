package kilonova.control.image.embedded;

import java.util.Arrays;

/** Who may see an image, besides its project and administrators. */
enum Visibility {
    SHARED("shared"),
    PRIVATE("private"),
    COMMUNITY("community"),
    PUBLIC("public");

    private final String word;

    Visibility(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static Visibility of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("visibility " + word + ": unknown"));
    }
}
