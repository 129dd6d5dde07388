package jrun.update;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a migration may do beside assigning fields. */
public final class MigrationContext {
    private final Trial trial;
    private final List<Object> replaced = new ArrayList<>();
    private final List<Object> replacements = new ArrayList<>();
    private final Map<Object, Object> by = new IdentityHashMap<>();
    private boolean rehash;

    MigrationContext(Trial trial) {
        this.trial = trial;
    }

    /** A new instance; no constructor runs. */
    public <T> T allocate(Class<T> type) {
        return type.cast(allocate0(type));
    }

    /**
     * Puts another object in the place of one: after all migrations every reference to the first is one to the second, which
     * takes over its identity hash and its lock. Of objects that are merged into one that was there before, these are gone; if
     * a thread holds the lock of one, the update is refused.
     */
    public void replace(Object fresh, Object replacement) {
        Objects.requireNonNull(fresh, "fresh");
        Objects.requireNonNull(replacement, "replacement");
        if (fresh == replacement) {
            return;
        }
        if (by.put(fresh, replacement) != null) {
            throw new IllegalStateException("an instance of " + fresh.getClass().getName() + " is replaced twice");
        }
        replaced.add(fresh);
        replacements.add(replacement);
    }

    /** What stands in the place of an object: its replacement, or itself. */
    public Object current(Object fresh) {
        return by.getOrDefault(fresh, fresh);
    }

    /** Another instance as it was; null if the update does not change its class, or has no migration of it. */
    public OldInstance old(Object fresh) {
        return trial.old(fresh);
    }

    /** The static fields of a class as they were. */
    public OldStatics statics(Class<?> type) {
        return new OldStatics(type);
    }

    /** Assigns a field by name, also a private or final one. Primitives are unboxed and widened. False if there is none. */
    public boolean set(Object object, String field, Object value) {
        return set0(Objects.requireNonNull(object), field, value);
    }

    /** After all migrations, hash collections that hold a migrated object as a key find it by its new hash code. */
    public void rehash() {
        rehash = true;
    }

    boolean rehashes() {
        return rehash;
    }

    void replaceAll() {
        if (!replaced.isEmpty()) {
            String reason = Trial.redirect0(replaced.toArray(), replacements.toArray());
            if (reason != null) {
                throw new IllegalStateException(reason);
            }
        }
    }

    private static native Object allocate0(Class<?> type);

    private static native boolean set0(Object object, String field, Object value);
}
