package jrun.update;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Runs the migrations and validations of one update; called by the engine while all other threads are stopped. */
final class Trial {
    /** What runs now, for the reason of a refusal. */
    private static String current;

    private final Class<?>[] classes;
    /** Direct instances per class, and copies of them as they were. */
    private final Object[][] fresh;
    private final Object[][] old;
    private Map<Object, Object> copies;

    private Trial(Class<?>[] classes, Object[][] fresh, Object[][] old) {
        this.classes = classes;
        this.fresh = fresh;
        this.old = old;
    }

    /** One migration and the classes that it migrates. */
    private static final class Task {
        final Object migration;
        final Class<?>[] targets;

        Task(Object migration, Class<?>[] targets) {
            this.migration = migration;
            this.targets = targets;
        }

        /** Superclasses first. */
        int depth() {
            int least = Integer.MAX_VALUE;
            for (Class<?> target : targets) {
                int depth = 0;
                for (Class<?> at = target; at != null; at = at.getSuperclass()) {
                    depth++;
                }
                least = Math.min(least, depth);
            }
            return least;
        }

        boolean covers(Class<?> type) {
            for (Class<?> target : targets) {
                if (target.isAssignableFrom(type)) {
                    return true;
                }
            }
            return false;
        }

        String name() {
            return migration.getClass().getName();
        }
    }

    /** With {@code back}, migrations are undone. Answers a line per migration and validation: name, what it is of, how many, nanoseconds; separated by tabs. */
    static String[] run(
            boolean back,
            Object[] migrations,
            Class<?>[][] targets,
            Object[] validations,
            Class<?>[] classes,
            Object[][] fresh,
            Object[][] old)
            throws Exception {
        Trial trial = new Trial(classes, fresh, old);
        MigrationContext context = new MigrationContext(trial);
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < migrations.length; i++) {
            tasks.add(new Task(migrations[i], targets[i]));
        }
        tasks.sort(new Comparator<Task>() {
            @Override
            public int compare(Task one, Task other) {
                return back
                        ? Integer.compare(other.depth(), one.depth())
                        : Integer.compare(one.depth(), other.depth());
            }
        });
        List<String> lines = new ArrayList<>();
        for (Task task : tasks) {
            if (task.migration instanceof Migration) {
                long start = System.nanoTime();
                int count = trial.instances(task, context, back);
                lines.add((back ? "undo" : "migration") + "\t" + task.name() + "\t" + names(task.targets) + "\t" + count + "\t"
                        + (System.nanoTime() - start));
            }
        }
        current = "replacing objects";
        context.replaceAll();
        if (context.rehashes()) {
            current = "rehashing";
            Rehash.all(trial);
        }
        for (Task task : tasks) {
            if (task.migration instanceof StaticsMigration && !back) {
                long start = System.nanoTime();
                for (Class<?> target : task.targets) {
                    current = "the migration " + task.name() + " of the statics of " + target.getName();
                    ((StaticsMigration) task.migration).migrate(new OldStatics(target), context);
                }
                lines.add("statics\t" + task.name() + "\t" + names(task.targets) + "\t" + task.targets.length + "\t"
                        + (System.nanoTime() - start));
            }
        }
        UpdateView view = new UpdateView(trial);
        for (Object validation : validations) {
            long start = System.nanoTime();
            current = "the validation " + validation.getClass().getName();
            ((Validation) validation).check(view);
            lines.add("validation\t" + validation.getClass().getName() + "\t\t0\t" + (System.nanoTime() - start));
        }
        return lines.toArray(new String[0]);
    }

    private int instances(Task task, MigrationContext context, boolean back) throws Exception {
        @SuppressWarnings("unchecked")
        Migration<Object> migration = (Migration<Object>) task.migration;
        int count = 0;
        for (int row = 0; row < classes.length; row++) {
            if (!task.covers(classes[row])) {
                continue;
            }
            String what = back ? "the undo of the migration " : "the migration ";
            current = what + task.name() + " of an instance of " + classes[row].getName();
            for (int i = 0; i < fresh[row].length; i++) {
                OldInstance before = new OldInstance(old[row][i]);
                if (back) {
                    migration.undo(before, fresh[row][i], context);
                } else {
                    migration.migrate(before, fresh[row][i], context);
                }
                count++;
            }
        }
        return count;
    }

    private static String names(Class<?>[] classes) {
        StringBuilder names = new StringBuilder();
        for (Class<?> type : classes) {
            names.append(names.length() == 0 ? "" : ", ").append(type.getName());
        }
        return names.toString();
    }

    OldInstance old(Object object) {
        if (copies == null) {
            copies = new IdentityHashMap<>();
            for (int row = 0; row < classes.length; row++) {
                for (int i = 0; i < fresh[row].length; i++) {
                    copies.put(fresh[row][i], old[row][i]);
                }
            }
        }
        Object copy = copies.get(object);
        return copy == null ? null : new OldInstance(copy);
    }

    /** Shows the instances of a class with their copies. */
    void each(Class<?> type, BiConsumer<Object, Object> action) {
        for (int row = 0; row < classes.length; row++) {
            for (int i = 0; i < fresh[row].length; i++) {
                if (type.isInstance(fresh[row][i])) {
                    action.accept(old[row][i], fresh[row][i]);
                }
            }
        }
    }

    /** Is it one of the instances, or does it replace one? */
    Map<Object, Boolean> migrated() {
        Map<Object, Boolean> all = new IdentityHashMap<>();
        for (Object[] row : fresh) {
            for (Object object : row) {
                all.put(object, true);
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return "update of " + Arrays.toString(classes);
    }

    static native String redirect0(Object[] from, Object[] to);

    static native Object[] instances0(Class<?> type);
}
