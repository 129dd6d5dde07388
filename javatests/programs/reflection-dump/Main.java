import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Prints what reflection tells about some classes. */
public class Main {
    abstract static class Sample<T extends Comparable<? super T>> implements Serializable, Comparator<T> {
        private static final long serialVersionUID = 1;
        protected transient volatile int[] counts;
        public Map<String, ? extends List<T[]>> map;

        protected Sample(T first, int... rest) {
            counts = rest;
        }

        abstract <X extends Exception & Cloneable> T pick(X x, T[] all) throws X, java.io.IOException;

        public static strictfp synchronized void util() {
        }
    }

    enum Shape {
        ROUND, SQUARE {
            @Override
            int corners() {
                return 4;
            }
        };

        int corners() {
            return 0;
        }
    }

    record Rec(int a, List<String> b) {
    }

    static void dump(Class<?> c) {
        System.out.println(c.toGenericString() + " extends " + c.getGenericSuperclass() + " implements " + Arrays.toString(c.getGenericInterfaces()));
        System.out.println("  modifiers " + Modifier.toString(c.getModifiers()) + ", package '" + c.getPackageName() + "', nest host " + c.getNestHost().getName());
        Comparator<Member> byName = Comparator.comparing(Member::getName);
        Field[] fs = c.getDeclaredFields();
        Arrays.sort(fs, byName);
        for (Field f : fs) {
            System.out.println("  " + f.toGenericString() + (f.isSynthetic() ? " synthetic" : ""));
        }
        Arrays.stream(c.getDeclaredConstructors()).map(k -> "  " + k.toGenericString()).sorted().forEach(System.out::println);
        Arrays.stream(c.getDeclaredMethods()).sorted(byName.thenComparing(Object::toString)).map(Method::toGenericString).forEach(m -> System.out.println("  " + m));
    }

    public static void main(String[] args) {
        dump(Sample.class);
        dump(Shape.class);
        dump(Rec.class);
        dump(Runnable.class);
        System.out.println(Shape.SQUARE.getClass() + " " + Shape.SQUARE.getDeclaringClass() + " " + Shape.SQUARE.getClass().isEnum());
    }
}
