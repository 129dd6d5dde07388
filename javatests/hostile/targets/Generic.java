package targets;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Signatures, annotations of all element types, parameters, bridges: much for reflection to read. */
@Generic.Marked(number = 7, text = "class", kinds = {int.class, String[].class}, level = Thread.State.NEW,
    inner = @Generic.Small(3), many = {@Generic.Small(1), @Generic.Small(2)})
public class Generic<T extends Comparable<? super T>, E extends Exception & Cloneable> implements Iterable<T> {
    /** Element of an annotation. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Small {
        int value() default 5;
    }

    /** Every type an element can have. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE,
        ElementType.TYPE_PARAMETER})
    public @interface Marked {
        int number() default 1;

        String text() default "default";

        Class<?>[] kinds() default {};

        Thread.State level() default Thread.State.RUNNABLE;

        Small inner() default @Small;

        Small[] many() default {};

        double real() default 0.5;

        char letter() default 'x';
    }

    private static final class Cell<V> {
        final V value;
        Cell<V> next;

        Cell(V value, Cell<V> next) {
            this.value = value;
            this.next = next;
        }
    }

    @Marked(letter = 'f')
    private Cell<T> first;
    @Deprecated
    protected int size;

    @Marked(text = "method")
    public <X extends T> Generic<T, E> push(@Marked(number = 9) final X value, @Marked int... rest) throws E {
        first = new Cell<>(value, first);
        size += 1 + rest.length;
        return this;
    }

    T greatest() {
        T best = null;
        for (T each : this) {
            Fuel.burn();
            if (best == null || each.compareTo(best) > 0) {
                best = each;
            }
        }
        return best;
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<@Marked(real = 2) T>() {
            private Cell<T> at = first;

            @Override
            public boolean hasNext() {
                return at != null;
            }

            @Override
            public T next() {
                if (at == null) {
                    throw new NoSuchElementException();
                }
                T value = at.value;
                at = at.next;
                return value;
            }
        };
    }

    private abstract static class Oops extends Exception implements Cloneable {
        private static final long serialVersionUID = 1;
    }

    public static String strings() throws Exception {
        Generic<String, Oops> all = new Generic<>();
        all.push("one").push("two", 1, 2).push("three");
        return all.greatest() + all.size;
    }

    public static int numbers() throws Exception {
        Generic<Integer, Oops> all = new Generic<>();
        for (int i = 0; i < 10; i++) {
            all.push(i * 7 % 10);
        }
        int sum = all.greatest();
        for (int each : all) {
            Fuel.burn();
            sum = sum * 3 + each;
        }
        return sum;
    }

    public static String iterated() {
        Iterator<Integer> none = new Generic<Integer, Oops>().iterator();
        try {
            return "" + none.next();
        } catch (NoSuchElementException e) {
            return "none";
        }
    }
}
