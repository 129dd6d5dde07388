package jrun.update;

import java.util.ArrayList;
import java.util.List;

/** The program after the migrations of an update that no other thread has seen yet. */
public final class UpdateView {
    private final Trial trial;

    UpdateView(Trial trial) {
        this.trial = trial;
    }

    /**
     * An instance before and after.
     *
     * @param <T> the class
     */
    public static final class Pair<T> {
        private final OldInstance old;
        private final T fresh;

        Pair(OldInstance old, T fresh) {
            this.old = old;
            this.fresh = fresh;
        }

        /** As it was. */
        public OldInstance old() {
            return old;
        }

        /** As it is, or what replaces it. */
        public T fresh() {
            return fresh;
        }
    }

    /** The instances of a class that the update changes, subclasses' included, before and after. */
    public <T> List<Pair<T>> pairs(Class<T> type) {
        List<Pair<T>> pairs = new ArrayList<>();
        trial.each(type, (old, fresh) -> pairs.add(new Pair<>(new OldInstance(old), type.cast(fresh))));
        return pairs;
    }

    /** All instances of a class and its subclasses. Objects that the migrations made and dropped may be among them. */
    public <T> List<T> instances(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Object object : Trial.instances0(type)) {
            found.add(type.cast(object));
        }
        return found;
    }

    /** An instance as it was; null if the update does not change its class. */
    public OldInstance old(Object fresh) {
        return trial.old(fresh);
    }

    /** The static fields of a class as they were. */
    public OldStatics statics(Class<?> type) {
        return new OldStatics(type);
    }

    /** Refuses the update unless the condition holds. */
    public void require(boolean condition, String message) {
        if (!condition) {
            throw new ValidationFailedException(message);
        }
    }


}
