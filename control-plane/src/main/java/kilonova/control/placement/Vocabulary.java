package kilonova.control.placement;

import com.google.protobuf.Empty;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kilonova.control.identity.Principal;
import kilonova.control.placement.VocabularyRepository.Kind;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Traits and resource classes: the standard ones, and those that callers make. */
final class Vocabulary {
    private final Env env;
    private final Database database;
    private final Policy policy;
    private final VocabularyRepository repository = new VocabularyRepository();
    private final ProviderRepository providers = new ProviderRepository();

    /** What was asked for as it is, and whether this made it. */
    record Ensured(Term term, boolean created) {}

    /**
     * Which traits to list.
     *
     * @param names empty for all
     * @param associated only those that some provider has, or only those that none has
     */
    record TraitFilter(Set<String> names, String prefix, Optional<Boolean> associated) {}

    Vocabulary(Env env, Database database, Policy policy) {
        this.env = env;
        this.database = database;
        this.policy = policy;
    }

    /**
     * Keeps the names from going until the transaction ends.
     *
     * @throws kilonova.kernel.ProblemException Unknown (that field), naming those that nobody knows
     */
    void requireTraits(Tx tx, String field, Collection<String> names) {
        require(tx, Kind.TRAIT, field, names.stream().filter(name -> !StandardNames.isTrait(name)));
    }

    /** The same for classes. */
    void requireClasses(Tx tx, String field, Collection<String> names) {
        require(tx, Kind.RESOURCE_CLASS, field, names.stream().filter(name -> !StandardNames.isClass(name)));
    }

    /** @throws kilonova.kernel.ProblemException NotFound when nobody knows the class */
    void requireThere(Tx tx, String resourceClass) {
        get(tx, Kind.RESOURCE_CLASS, resourceClass);
    }

    private void require(Tx tx, Kind kind, String field, Stream<String> uncommon) {
        var unknown = new TreeSet<>(uncommon.toList());
        if (unknown.isEmpty()) {
            return;
        }
        unknown.removeAll(repository.held(tx, kind, unknown));
        if (!unknown.isEmpty()) {
            throw new Problem.Unknown(field, word(kind), String.join(", ", unknown)).raise();
        }
    }

    /** By name. */
    List<Term> traits(Principal who, TraitFilter filter, String after, int limit) {
        allow(who, "traits:list");
        return database.read(tx -> {
            Set<String> used = filter.associated().isPresent() ? repository.associated(tx) : Set.of();
            var found = new ArrayList<Term>();
            String place = after;
            List<Term> custom;
            do {
                custom = repository.byName(tx, Kind.TRAIT, place, filter.prefix(), limit);
                custom.stream().filter(term -> passes(term, filter, used)).forEach(found::add);
                place = custom.isEmpty() ? place : custom.getLast().name();
            } while (custom.size() == limit && found.size() < limit);
            StandardNames.TRAITS.stream()
                    .filter(name -> name.compareTo(after) > 0 && name.startsWith(filter.prefix()))
                    .map(Term::standard)
                    .filter(term -> passes(term, filter, used))
                    .forEach(found::add);
            return found.stream()
                    .sorted(Comparator.comparing(Term::name))
                    .limit(limit)
                    .toList();
        });
    }

    private static boolean passes(Term term, TraitFilter filter, Set<String> used) {
        return (filter.names().isEmpty() || filter.names().contains(term.name()))
                && filter.associated()
                        .map(wanted -> wanted == used.contains(term.name()))
                        .orElse(true);
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    Term trait(Principal who, String name) {
        allow(who, "traits:show");
        return database.read(tx -> get(tx, Kind.TRAIT, name));
    }

    /** @throws kilonova.kernel.ProblemException Invalid for a new one that does not begin with CUSTOM_ */
    <R extends com.google.protobuf.Message> R ensureTrait(Principal who, String name, Once<Ensured, R> once) {
        allow(who, "traits:update");
        return database.write(tx -> once.run(tx, () -> ensure(tx, Kind.TRAIT, name)));
    }

    /** @throws kilonova.kernel.ProblemException NotFound, Invalid, InUse */
    Empty deleteTrait(Principal who, String name, Once<Object, Empty> once) {
        allow(who, "traits:delete");
        return database.write(tx -> once.run(tx, () -> {
            requireNotStandard("name", name, StandardNames.isTrait(name));
            get(tx, Kind.TRAIT, name);
            // The row goes first: whoever gives the trait to a provider just now waits for it, and finds it gone.
            remove(tx, Kind.TRAIT, name);
            if (repository.associated(tx).contains(name)) {
                throw new Problem.InUse("trait", name, "providers have it").raise();
            }
            return name;
        }));
    }

    /** Standard ones in their order, then the others by age; {@code after} is the last one before this page. */
    List<Term> classes(Principal who, Optional<Term> after, int limit) {
        allow(who, "resource_classes:list");
        var found = new ArrayList<Term>();
        boolean amongCustom = after.flatMap(Term::createdAt).isPresent();
        if (!amongCustom) {
            int from = after.map(term -> StandardNames.CLASSES.indexOf(term.name()) + 1)
                    .orElse(0);
            StandardNames.CLASSES.stream()
                    .skip(from)
                    .limit(limit)
                    .map(Term::standard)
                    .forEach(found::add);
        }
        if (found.size() < limit) {
            long time = after.flatMap(Term::createdAt).orElse(-1L);
            String name = amongCustom ? after.map(Term::name).orElse("") : "";
            found.addAll(
                    database.read(tx -> repository.byAge(tx, Kind.RESOURCE_CLASS, time, name, limit - found.size())));
        }
        return found;
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    Term resourceClass(Principal who, String name) {
        allow(who, "resource_classes:show");
        return database.read(tx -> get(tx, Kind.RESOURCE_CLASS, name));
    }

    /** @throws kilonova.kernel.ProblemException Duplicate, Invalid */
    <R extends com.google.protobuf.Message> R createClass(Principal who, String name, Once<Term, R> once) {
        allow(who, "resource_classes:create");
        return database.write(tx -> once.run(tx, () -> {
            Ensured ensured = ensure(tx, Kind.RESOURCE_CLASS, name);
            if (!ensured.created()) {
                throw new Problem.Duplicate("resource_class", name).raise();
            }
            return ensured.term();
        }));
    }

    /** @throws kilonova.kernel.ProblemException Invalid */
    <R extends com.google.protobuf.Message> R ensureClass(Principal who, String name, Once<Ensured, R> once) {
        allow(who, "resource_classes:update");
        return database.write(tx -> once.run(tx, () -> ensure(tx, Kind.RESOURCE_CLASS, name)));
    }

    /** @throws kilonova.kernel.ProblemException NotFound, Invalid, Duplicate */
    <R extends com.google.protobuf.Message> R renameClass(Principal who, String name, String to, Once<Term, R> once) {
        allow(who, "resource_classes:update");
        return database.write(tx -> once.run(tx, () -> {
            requireNotStandard("name", name, StandardNames.isClass(name));
            Term now = get(tx, Kind.RESOURCE_CLASS, name);
            StandardNames.requireCustom("new_name", to);
            if (name.equals(to)) {
                return now;
            }
            var next = new Term(to, now.createdAt());
            remove(tx, Kind.RESOURCE_CLASS, name);
            if (!repository.insertNew(tx, Kind.RESOURCE_CLASS, next)) {
                throw new Problem.Duplicate("resource_class", to).raise();
            }
            for (String id : repository.having(tx, name)) {
                providers.provider(tx, id).ifPresent(provider -> rename(tx, provider, name, to));
            }
            repository.renameInAllocations(tx, name, to);
            return next;
        }));
    }

    private void rename(Tx tx, Provider seen, String from, String to) {
        Provider next = seen.having(VocabularyRepository.renamed(seen.inventories(), from, to), env.nowMicros())
                .counting(VocabularyRepository.renamed(seen.usages(), from, to));
        if (!providers.replace(tx, seen, next)) {
            throw new LostRace(PlacementLedger.KIND, seen.id());
        }
        PlacementLedger.changed(tx, next, "");
    }

    /** @throws kilonova.kernel.ProblemException NotFound, Invalid, InUse */
    Empty deleteClass(Principal who, String name, Once<Object, Empty> once) {
        allow(who, "resource_classes:delete");
        return database.write(tx -> once.run(tx, () -> {
            requireNotStandard("name", name, StandardNames.isClass(name));
            get(tx, Kind.RESOURCE_CLASS, name);
            remove(tx, Kind.RESOURCE_CLASS, name);
            if (!repository.having(tx, name).isEmpty()) {
                throw new Problem.InUse("resource_class", name, "providers have inventories of it").raise();
            }
            return name;
        }));
    }

    private Ensured ensure(Tx tx, Kind kind, String name) {
        if (standard(kind, name)) {
            return new Ensured(Term.standard(name), false);
        }
        Optional<Term> known = repository.find(tx, kind, name);
        if (known.isPresent()) {
            return new Ensured(known.get(), false);
        }
        StandardNames.requireCustom("name", name);
        var made = new Term(name, Optional.of(env.nowMicros()));
        if (!repository.insertNew(tx, kind, made)) {
            throw new LostRace(word(kind), name);
        }
        return new Ensured(made, true);
    }

    private Term get(Tx tx, Kind kind, String name) {
        if (standard(kind, name)) {
            return Term.standard(name);
        }
        return repository.find(tx, kind, name).orElseThrow(() -> new Problem.NotFound(word(kind), name).raise());
    }

    private void remove(Tx tx, Kind kind, String name) {
        if (!repository.delete(tx, kind, name)) {
            throw new LostRace(word(kind), name);
        }
    }

    private static boolean standard(Kind kind, String name) {
        return kind == Kind.TRAIT ? StandardNames.isTrait(name) : StandardNames.isClass(name);
    }

    private static void requireNotStandard(String field, String name, boolean standard) {
        if (standard) {
            throw new Problem.Invalid(field, name + " is a standard one, and stays as it is").raise();
        }
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private void allow(Principal who, String rule) {
        policy.require(who, "placement:" + rule, Target.own(who));
    }
}
