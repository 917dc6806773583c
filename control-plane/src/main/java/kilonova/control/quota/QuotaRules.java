package kilonova.control.quota;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.kernel.Problem;

/** Pure. Which limits may be set, and which one a charge would break. */
final class QuotaRules {
    private static final List<QuotaResource> CHARGED =
            List.of(QuotaResource.INSTANCES, QuotaResource.CORES, QuotaResource.RAM);

    private QuotaRules() {}

    /** Limits by resource; raises Invalid for a name that is none and for a number out of range. */
    static Map<QuotaResource, Long> parse(Map<String, Long> limits) {
        var parsed = new EnumMap<QuotaResource, Long>(QuotaResource.class);
        limits.forEach((word, limit) -> {
            QuotaResource resource = QuotaResource.of(word)
                    .orElseThrow(() -> new Problem.Invalid("limits", "unknown resource " + word).raise());
            if (limit < Quota.UNLIMITED || limit > Integer.MAX_VALUE) {
                throw new Problem.Invalid(
                                "limits", word + ": expected -1.." + Integer.MAX_VALUE + " (given: " + limit + ")")
                        .raise();
            }
            parsed.put(resource, limit);
        });
        return parsed;
    }

    /** A limit below usage is refused, and one of a user above the project's. */
    static void checkSettable(QuotaResource resource, long limit, long used, long ceiling) {
        if (limit != Quota.UNLIMITED && limit < used) {
            throw new Problem.Invalid(
                            "limits",
                            "Quota limit " + limit + " for " + resource.word()
                                    + " must be greater than or equal to already used and reserved " + used + ".")
                    .raise();
        }
        if (ceiling != Quota.UNLIMITED && (limit == Quota.UNLIMITED || limit > ceiling)) {
            throw new Problem.Invalid(
                            "limits",
                            "Quota limit " + limit + " for " + resource.word() + " must be less than or equal to "
                                    + ceiling + ".")
                    .raise();
        }
    }

    /** The first resource of which there is not enough left, if any. */
    static Optional<Problem> exceeded(Usage delta, Usage used, QuotaRepository.Ceilings ceilings) {
        for (QuotaResource each : CHARGED) {
            long limit = of(each, ceilings);
            if (limit != Quota.UNLIMITED && delta.of(each) > 0 && used.of(each) + delta.of(each) > limit) {
                return Optional.of(new Problem.QuotaExceeded(each.word(), delta.of(each), used.of(each), limit));
            }
        }
        return Optional.empty();
    }

    private static long of(QuotaResource resource, QuotaRepository.Ceilings ceilings) {
        return new Usage(ceilings.instances(), ceilings.cores(), ceilings.ramMb()).of(resource);
    }
}
