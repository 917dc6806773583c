package kilonova.control.edge;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.kernel.Problem;

/**
 * Pages on the wire (AIP-158): a token holds the place of the last item, and goes on with the very list that it came from,
 * for the very project.
 */
public final class Paging {
    /** Items of one page, at most ([api]max_limit). */
    public static final int MAX_SIZE = 1_000;

    private static final int MARK = 16;
    /** What may differ from page to page, and what a token takes the place of. */
    private static final List<String> PER_PAGE = List.of("page_size", "page_token", "read_mask");

    private Paging() {}

    /** @param asked 0 means that the caller does not mind */
    public static int size(int asked) {
        return asked == 0 ? MAX_SIZE : Math.min(asked, MAX_SIZE);
    }

    /** A token for what comes after the place, in the list that the request asks for. */
    public static String token(String place, Message request, Principal who) {
        byte[] bytes = (mark(request, who) + place).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Where to go on: after the token's place, else after what the caller named, else at the start. */
    public static Optional<String> after(String token, String named, Message request, Principal who) {
        return token.isEmpty() && !named.isEmpty() ? Optional.of(named) : place(token, request, who);
    }

    /**
     * The place that the token holds; none without one.
     *
     * @throws kilonova.kernel.ProblemException Invalid for what is no token, or one of another list
     */
    public static Optional<String> place(String token, Message request, Principal who) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw invalid("not a token that a page was answered with");
        }
        if (text.length() < MARK) {
            throw invalid("not a token that a page was answered with");
        }
        if (!text.startsWith(mark(request, who))) {
            throw invalid("of another list (expected: the filter, the order and the project that it was answered for)");
        }
        return Optional.of(text.substring(MARK));
    }

    /** Tells lists apart: by all that the request says, but for the page. */
    private static String mark(Message request, Principal who) {
        Message.Builder list = request.toBuilder();
        for (FieldDescriptor field : request.getAllFields().keySet()) {
            if (PER_PAGE.contains(field.getName()) || field.getName().startsWith("after_")) {
                list.clearField(field);
            }
        }
        Message asked = list.buildPartial();
        try {
            byte[] bytes = new byte[asked.getSerializedSize()];
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.useDeterministicSerialization();
            asked.writeTo(out);
            out.flush();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
            digest.update(who.projectOrNone().value().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(bytes)).substring(0, MARK);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static RuntimeException invalid(String why) {
        return new Problem.Invalid("page_token", why).raise();
    }
}
