package kilonova.control.image.embedded;

import java.util.Arrays;
import kilonova.control.identity.ProjectId;

/** A project that an image is shared with. Times are microseconds since 1970, UTC. */
record Membership(String imageId, ProjectId project, Answer answer, long createdAt, long updatedAt) {

    /** What the member said to it: only accepted images are listed. */
    enum Answer {
        PENDING("pending"),
        ACCEPTED("accepted"),
        REJECTED("rejected");

        private final String word;

        Answer(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Answer of(String word) {
            return Arrays.stream(values())
                    .filter(each -> each.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("member status " + word + ": unknown"));
        }
    }

    Membership answered(Answer next, long now) {
        return new Membership(imageId, project, next, createdAt, now);
    }
}
