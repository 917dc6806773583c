package kilonova.control.image.embedded;

import static kilonova.control.store.tables.Tables.IMAGE;
import static kilonova.control.store.tables.Tables.IMAGE_MEMBER;
import static kilonova.control.store.tables.Tables.IMAGE_PROPERTY;
import static kilonova.control.store.tables.Tables.IMAGE_TAG;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.control.identity.Principal;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.ImageRecord;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.impl.DSL;

/** Lists of images, page by page: each page begins where the one before ended, whatever changed in between. */
final class ImageListing {
    private static final Map<String, Field<?>> KEYS = keys();

    private final ImageRepository repository;

    ImageListing(ImageRepository repository) {
        this.repository = repository;
    }

    ImageQuery.Page page(Tx tx, Principal who, ImageQuery query) {
        List<ImageQuery.Order> order = order(query);
        var fields = new ArrayList<Field<?>>();
        order.forEach(each -> fields.add(column(each.key())));
        var sorts = new ArrayList<OrderField<?>>();
        for (int i = 0; i < order.size(); i++) {
            sorts.add(
                    order.get(i).descending()
                            ? fields.get(i).desc()
                            : fields.get(i).asc());
        }
        var select = tx.sql()
                .selectFrom(IMAGE)
                .where(visible(who, query).and(narrowed(query)))
                .orderBy(sorts);
        var rows = query.after().isPresent()
                ? select.seek(position(tx, query.after().get(), fields))
                        .limit(query.limit() + 1)
                        .fetch()
                : select.limit(query.limit() + 1).fetch();
        List<ImageRecord> page = rows.subList(0, Math.min(rows.size(), query.limit()));
        return new ImageQuery.Page(repository.whole(tx, page), rows.size() > query.limit());
    }

    private static List<ImageQuery.Order> order(ImageQuery query) {
        var order = new ArrayList<ImageQuery.Order>();
        var asked = query.order().isEmpty() ? List.of(new ImageQuery.Order("created_at", true)) : query.order();
        for (ImageQuery.Order each : asked) {
            if (order.stream().noneMatch(before -> before.key().equals(each.key()))) {
                order.add(each);
            }
        }
        if (order.stream().noneMatch(each -> each.key().equals("id"))) {
            order.add(new ImageQuery.Order("id", order.getLast().descending()));
        }
        return order;
    }

    private static Object[] position(Tx tx, String after, List<Field<?>> fields) {
        var row = tx.sql()
                .selectFrom(IMAGE)
                .where(IMAGE.ID.eq(after))
                .fetchOptional()
                .orElseThrow(() -> new Problem.Invalid("after_id", "image " + after + " is not there").raise());
        return fields.stream().map(row::get).toArray();
    }

    private static Condition visible(Principal who, ImageQuery query) {
        if (ImageAccess.admin(who)) {
            return DSL.noCondition();
        }
        String project = who.projectOrNone().value();
        var membership = IMAGE_MEMBER.IMAGE_ID.eq(IMAGE.ID).and(IMAGE_MEMBER.PROJECT_ID.eq(project));
        var answered = query.memberAnswer()
                .map(answer -> membership.and(IMAGE_MEMBER.STATUS.eq(answer.word())))
                .orElse(membership);
        var shown = IMAGE.PROJECT_ID
                .eq(project)
                .or(IMAGE.VISIBILITY.eq(Visibility.PUBLIC.word()))
                .or(IMAGE.VISIBILITY
                        .eq(Visibility.SHARED.word())
                        .andExists(DSL.selectOne().from(IMAGE_MEMBER).where(answered)));
        return query.visibility().filter(Visibility.COMMUNITY::equals).isPresent()
                ? shown.or(IMAGE.VISIBILITY.eq(Visibility.COMMUNITY.word()))
                : shown;
    }

    private static Condition narrowed(ImageQuery query) {
        var all = new ArrayList<Condition>();
        all.add(IMAGE.IS_HIDDEN.eq(query.hidden()));
        anyOf(all, IMAGE.NAME, query.names());
        anyOf(all, IMAGE.ID, query.ids());
        anyOf(all, IMAGE.STATUS, query.states().stream().map(ImageState::word).toList());
        anyOf(all, IMAGE.DISK_FORMAT, query.diskFormats());
        anyOf(all, IMAGE.CONTAINER_FORMAT, query.containerFormats());
        query.visibility().ifPresent(each -> all.add(IMAGE.VISIBILITY.eq(each.word())));
        query.owner().ifPresent(each -> all.add(IMAGE.PROJECT_ID.eq(each)));
        query.isProtected().ifPresent(each -> all.add(IMAGE.IS_PROTECTED.eq(each)));
        query.minSize().ifPresent(each -> all.add(IMAGE.SIZE_BYTES.ge(each)));
        query.maxSize().ifPresent(each -> all.add(IMAGE.SIZE_BYTES.between(0L, each)));
        query.createdSince().ifPresent(each -> all.add(IMAGE.CREATED_AT.ge(each)));
        query.updatedSince().ifPresent(each -> all.add(IMAGE.UPDATED_AT.ge(each)));
        for (String tag : query.tags()) {
            all.add(DSL.exists(DSL.selectOne()
                    .from(IMAGE_TAG)
                    .where(IMAGE_TAG.IMAGE_ID.eq(IMAGE.ID).and(IMAGE_TAG.TAG.eq(tag)))));
        }
        query.properties()
                .forEach((name, value) -> all.add(DSL.exists(DSL.selectOne()
                        .from(IMAGE_PROPERTY)
                        .where(IMAGE_PROPERTY
                                .IMAGE_ID
                                .eq(IMAGE.ID)
                                .and(IMAGE_PROPERTY.NAME.eq(name))
                                .and(IMAGE_PROPERTY.CONTENT.eq(value))))));
        return DSL.and(all);
    }

    private static void anyOf(List<Condition> all, Field<String> field, List<String> values) {
        if (!values.isEmpty()) {
            all.add(field.in(values));
        }
    }

    private static Field<?> column(String key) {
        if (KEYS.get(key) instanceof Field<?> column) {
            return column;
        }
        throw new Problem.Invalid(
                        "order_by", "'" + key + "' (expected: one of " + String.join(", ", KEYS.keySet()) + ")")
                .raise();
    }

    private static Map<String, Field<?>> keys() {
        var keys = new LinkedHashMap<String, Field<?>>();
        keys.put("name", IMAGE.NAME);
        keys.put("status", IMAGE.STATUS);
        keys.put("visibility", IMAGE.VISIBILITY);
        keys.put("owner", IMAGE.PROJECT_ID);
        keys.put("disk_format", IMAGE.DISK_FORMAT);
        keys.put("container_format", IMAGE.CONTAINER_FORMAT);
        keys.put("size", IMAGE.SIZE_BYTES);
        keys.put("id", IMAGE.ID);
        keys.put("created_at", IMAGE.CREATED_AT);
        keys.put("updated_at", IMAGE.UPDATED_AT);
        return keys;
    }
}
