package kilonova.control.server;

import com.google.protobuf.ByteString;
import java.util.function.Function;
import kilonova.compute.v1.PersonalityFile;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.identity.Principal;
import kilonova.control.quota.Quota;
import kilonova.control.quota.QuotaResource;
import kilonova.control.quota.Quotas;
import kilonova.kernel.Problem;

/** The limits on what one server may carry: they are held against it alone, nothing is counted up. */
final class CreateQuotas {
    private final Quotas quotas;

    CreateQuotas(Quotas quotas) {
        this.quotas = quotas;
    }

    /** @throws kilonova.kernel.ProblemException QuotaExceeded, naming the resource */
    void require(Principal who, ServerSpec spec) {
        requireMetadata(who, spec.getMetadataCount());
        if (spec.getPersonalityCount() > 0) {
            within(who, QuotaResource.INJECTED_FILES, spec.getPersonalityCount());
            within(who, QuotaResource.INJECTED_FILE_PATH_BYTES, longest(spec, file -> file.getPathBytes()));
            within(who, QuotaResource.INJECTED_FILE_CONTENT_BYTES, longest(spec, PersonalityFile::getContents));
        }
    }

    private static long longest(ServerSpec spec, Function<PersonalityFile, ByteString> part) {
        return spec.getPersonalityList().stream()
                .mapToLong(file -> part.apply(file).size())
                .max()
                .orElse(0);
    }

    /** @throws kilonova.kernel.ProblemException QuotaExceeded */
    void requireMetadata(Principal who, int items) {
        within(who, QuotaResource.METADATA_ITEMS, items);
    }

    private void within(Principal who, QuotaResource resource, long asked) {
        long limit = quotas.limit(who.projectOrNone(), who.user(), resource);
        if (limit != Quota.UNLIMITED && asked > limit) {
            throw new Problem.QuotaExceeded(resource.word(), asked, 0, limit).raise();
        }
    }
}
