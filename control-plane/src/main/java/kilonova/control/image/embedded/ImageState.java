package kilonova.control.image.embedded;

import java.util.Arrays;
import java.util.Optional;

/** Where the bytes of an image stand. */
enum ImageState {
    QUEUED("queued"),
    SAVING("saving"),
    ACTIVE("active"),
    DEACTIVATED("deactivated");

    private final String word;

    ImageState(String word) {
        this.word = word;
    }

    /** The state as rows and other rooms say it. */
    String word() {
        return word;
    }

    static ImageState of(String word) {
        return find(word).orElseThrow(() -> new IllegalStateException("image state " + word + ": unknown"));
    }

    static Optional<ImageState> find(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
