package kilonova.control.server;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.FieldMaskUtil;
import kilonova.compute.v1.Server;
import kilonova.kernel.Problem;

/** How much of a server a caller asks to see: all of it where no field is named. */
record ReadMask(FieldMask fields) {

    /** @throws kilonova.kernel.ProblemException Invalid for what is no field of a server */
    static ReadMask of(FieldMask said) {
        for (String path : said.getPathsList()) {
            if (!FieldMaskUtil.isValid(Server.getDescriptor(), path)) {
                throw new Problem.Invalid("read_mask", path + ": no field of a server").raise();
            }
        }
        return new ReadMask(FieldMaskUtil.normalize(said));
    }

    /** Whether what it leaves can hold user data. */
    boolean userData() {
        return whole()
                || fields.getPathsList().contains("admin")
                || fields.getPathsList().contains("admin.user_data");
    }

    Server of(Server server) {
        return whole() ? server : FieldMaskUtil.trim(fields, server);
    }

    private boolean whole() {
        return fields.getPathsCount() == 0;
    }
}
