package jrun.update;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Migrations that are often needed; {@link Migration#andThen} and {@link #all} put them together. */
public final class Policies {
    private Policies() {}

    /** Several migrations of each instance, in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> Migration<T> all(Migration<? super T>... migrations) {
        List<Migration<? super T>> list = List.of(migrations);
        return new Migration<T>() {
            @Override
            public void migrate(OldInstance old, T fresh, MigrationContext ctx) throws Exception {
                for (Migration<? super T> migration : list) {
                    migration.migrate(old, fresh, ctx);
                }
            }

            @Override
            public void undo(OldInstance old, T fresh, MigrationContext ctx) throws Exception {
                for (int i = list.size() - 1; i >= 0; i--) {
                    list.get(i).undo(old, fresh, ctx);
                }
            }
        };
    }

    /** Every field that a class had and has goes on by its name, wherever in the hierarchy it is declared now. */
    public static <T> Migration<T> byName() {
        return (old, fresh, ctx) -> {
            Object to = ctx.current(fresh);
            for (String field : old.fields()) {
                ctx.set(to, field, old.get(field));
            }
        };
    }

    /** These fields, which a superclass declares now. */
    public static <T> Migration<T> pullUp(String... fields) {
        return copy(fields);
    }

    /** These fields, which subclasses declare now: those that do not have them lose them. */
    public static <T> Migration<T> pushDown(String... fields) {
        return (old, fresh, ctx) -> {
            for (String field : fields) {
                if (old.has(field)) {
                    ctx.set(ctx.current(fresh), field, old.get(field));
                }
            }
        };
    }

    private static <T> Migration<T> copy(String... fields) {
        String[] names = fields.clone();
        return (old, fresh, ctx) -> {
            for (String field : names) {
                set(ctx, fresh, field, old.get(field));
            }
        };
    }

    /** A field's value goes on under another name; undone, under the one that it had. */
    public static <T> Migration<T> rename(String from, String to) {
        return new Migration<T>() {
            @Override
            public void migrate(OldInstance old, T fresh, MigrationContext ctx) {
                set(ctx, fresh, to, old.get(from));
            }

            @Override
            public void undo(OldInstance old, T fresh, MigrationContext ctx) {
                set(ctx, fresh, from, old.get(to));
            }
        };
    }

    /** A field's new value is a function of its old one. */
    public static <T> Migration<T> retype(String field, Function<Object, ?> function) {
        return retype(field, field, function);
    }

    /** A field's value is a function of that of another field of before. */
    public static <T> Migration<T> retype(String from, String to, Function<Object, ?> function) {
        return (old, fresh, ctx) -> set(ctx, fresh, to, function.apply(old.get(from)));
    }

    /**
     * Each instance becomes one of the class that is chosen for it, with all fields that go by their names. An instance of which
     * that is the class already stays.
     */
    public static <T> Migration<T> split(Function<OldInstance, Class<?>> choose) {
        Migration<Object> byName = byName();
        return (old, fresh, ctx) -> {
            Class<?> type = choose.apply(old);
            if (type != fresh.getClass()) {
                Object replacement = ctx.allocate(type);
                ctx.replace(fresh, replacement);
            }
            byName.migrate(old, fresh, ctx);
        };
    }

    /**
     * Instances with equal keys become one: the first that is met. The identity, hash and lock of the others are gone; the
     * update is refused if one of these is locked.
     *
     * @param take told the one that stays and each that does not
     */
    public static <T> Migration<T> merge(Function<OldInstance, Object> key, BiConsumer<? super T, OldInstance> take) {
        Map<Object, T> winners = new HashMap<>();
        return (old, fresh, ctx) -> {
            T winner = winners.putIfAbsent(key.apply(old), fresh);
            if (winner != null) {
                ctx.replace(fresh, winner);
                take.accept(winner, old);
            }
        };
    }

    /** Hash collections that hold a migrated object as a key find it by its new hash code. */
    public static <T> Migration<T> rehash() {
        return (old, fresh, ctx) -> ctx.rehash();
    }

    private static void set(MigrationContext ctx, Object fresh, String field, Object value) {
        Object to = ctx.current(fresh);
        if (!ctx.set(to, field, value)) {
            throw new IllegalArgumentException(
                    to.getClass().getName() + " has no field " + field);
        }
    }
}
