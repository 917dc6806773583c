package kilonova.control.audit;

/** What can be wrong between two books. Stored by name; what each means stands in the contract. */
enum FindingKind {
    ALLOCATION_OF_NOBODY("allocation"),
    ALLOCATION_ELSEWHERE("allocation"),
    ALLOCATION_AMOUNT("allocation"),
    ALLOCATION_MISSING("server"),
    BUILD_LEFT_BEHIND("server"),
    HOST_USAGE("host"),
    QUOTA_USAGE("quota"),
    WISH_LEFT_BEHIND("wish"),
    WISH_MISSING("server"),
    PORTS_LEFT_BEHIND("server"),
    GUEST_OF_NOBODY("guest");

    private final String subject;

    FindingKind(String subject) {
        this.subject = subject;
    }

    /** Which book the subject is an entry of. */
    String subject() {
        return subject;
    }
}
