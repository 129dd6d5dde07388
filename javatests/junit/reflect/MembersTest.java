package reflect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Class, Method, Field, Constructor, Array. */
class MembersTest {
    public static class Subject {
        public int open = 1;
        private String hidden = "h";
        static final long CONSTANT = 99L;
        private static int counter = 5;
        protected volatile transient Object odd;
        final double fixed = Math.sqrt(4);

        public Subject() {
        }

        private Subject(int open, String hidden) {
            this.open = open;
            this.hidden = hidden;
        }

        public Subject(String... all) {
            open = all.length;
        }

        public int add(int a, long b) {
            return (int) (open + a + b);
        }

        private static String join(String a, Object b) {
            return a + b;
        }

        protected void fail() throws java.io.IOException {
            throw new java.io.IOException("failed");
        }

        public final synchronized <T extends Number> List<T> generic(T[] in) {
            return Arrays.asList(in);
        }
    }

    public static class SubSubject extends Subject {
        public int open = 2;

        @Override
        public int add(int a, long b) {
            return -1;
        }
    }

    @Test
    void invoking() throws Exception {
        Method add = Subject.class.getMethod("add", int.class, long.class);
        assertEquals(6, add.invoke(new Subject(), 2, 3L));
        assertEquals(6, add.invoke(new Subject(), (short) 2, 3));
        assertEquals(-1, add.invoke(new SubSubject(), 2, 3L));
        Method join = Subject.class.getDeclaredMethod("join", String.class, Object.class);
        join.setAccessible(true);
        assertEquals("a1", join.invoke(null, "a", 1));
    }

    @Test
    void invokingManyTimes() throws Exception {
        Method add = Subject.class.getMethod("add", int.class, long.class);
        Subject s = new Subject();
        int sum = 0;
        for (int i = 0; i < 50; i++) {
            sum += (int) add.invoke(s, i, 1L);
        }
        assertEquals(1325, sum);
        Constructor<Subject> c = Subject.class.getConstructor();
        for (int i = 0; i < 50; i++) {
            assertEquals(1, c.newInstance().open);
        }
    }

    @Test
    void wrongArguments() throws Exception {
        Method add = Subject.class.getMethod("add", int.class, long.class);
        assertEquals("wrong number of arguments", assertThrows(IllegalArgumentException.class, () -> add.invoke(new Subject(), 1)).getMessage());
        assertEquals("argument type mismatch", assertThrows(IllegalArgumentException.class, () -> add.invoke(new Subject(), "x", 1L)).getMessage());
        assertEquals("object is not an instance of declaring class",
            assertThrows(IllegalArgumentException.class, () -> add.invoke("other", 1, 1L)).getMessage());
        assertThrows(NullPointerException.class, () -> add.invoke(null, 1, 1L));
        assertThrows(IllegalArgumentException.class, () -> add.invoke(new Subject(), null, 1L));
    }

    @Test
    void exceptionsAreWrapped() throws Exception {
        Method fail = Subject.class.getDeclaredMethod("fail");
        InvocationTargetException e = assertThrows(InvocationTargetException.class, () -> fail.invoke(new Subject()));
        assertEquals("failed", e.getCause().getMessage());
        assertSame(e.getCause(), e.getTargetException());
        assertArrayEquals(new Class<?>[] {java.io.IOException.class}, fail.getExceptionTypes());
    }

    @Test
    void missingMembers() {
        assertEquals("reflect.MembersTest$Subject.none(int)",
            assertThrows(NoSuchMethodException.class, () -> Subject.class.getMethod("none", int.class)).getMessage());
        assertThrows(NoSuchMethodException.class, () -> Subject.class.getMethod("join", String.class, Object.class));
        assertEquals("none", assertThrows(NoSuchFieldException.class, () -> Subject.class.getField("none")).getMessage());
        assertThrows(NoSuchMethodException.class, () -> Subject.class.getConstructor(int.class));
    }

    @Test
    void accessIsChecked() throws Exception {
        Field f = String.class.getDeclaredField("value");
        assertThrows(IllegalAccessException.class, () -> f.get("x"));
        assertThrows(java.lang.reflect.InaccessibleObjectException.class, () -> f.setAccessible(true));
        Constructor<?> c = Class.forName("java.util.Collections$EmptyList").getDeclaredConstructor();
        assertThrows(IllegalAccessException.class, c::newInstance);
        assertFalse(c.trySetAccessible());
    }

    @Test
    void fields() throws Exception {
        Subject s = new Subject();
        Field open = Subject.class.getField("open");
        open.setInt(s, 7);
        assertEquals(7, open.get(s));
        assertEquals(7L, open.getLong(s));
        assertThrows(IllegalArgumentException.class, () -> open.getShort(s));
        assertThrows(IllegalArgumentException.class, () -> open.set(s, "text"));
        Field hidden = Subject.class.getDeclaredField("hidden");
        hidden.setAccessible(true);
        hidden.set(s, "changed");
        assertEquals("changed", s.hidden);
        Field counter = Subject.class.getDeclaredField("counter");
        counter.setAccessible(true);
        counter.set(null, 6);
        assertEquals(6, Subject.counter);
        counter.setInt("ignored", 5);
        assertEquals(5, counter.getInt(null));
        assertThrows(NullPointerException.class, () -> open.get(null));
    }

    @Test
    void finalFields() throws Exception {
        Field fixed = Subject.class.getDeclaredField("fixed");
        Subject s = new Subject();
        assertThrows(IllegalAccessException.class, () -> fixed.setDouble(s, 1));
        fixed.setAccessible(true);
        fixed.setDouble(s, 1.5);
        assertEquals(1.5, s.fixed);
        Field constant = Subject.class.getDeclaredField("CONSTANT");
        constant.setAccessible(true);
        assertEquals(99L, constant.get(null));
        assertThrows(IllegalAccessException.class, () -> constant.set(null, 1L));
    }

    @Test
    void fieldsOfEveryType() throws Exception {
        class Every {
            boolean z = true;
            byte b = 1;
            char c = 'c';
            short s = 2;
            int i = 3;
            long j = 4;
            float f = 5;
            double d = 6;
            int[] a = {7};
        }

        Every e = new Every();
        StringBuilder b = new StringBuilder();
        for (Field f : Every.class.getDeclaredFields()) {
            if (!f.isSynthetic() && !f.getType().isArray()) {
                b.append(f.getName()).append('=').append(f.get(e)).append(' ');
            }
        }
        assertEquals("z=true b=1 c=c s=2 i=3 j=4 f=5.0 d=6.0 ", b.toString());
        Every.class.getDeclaredField("d").set(e, (byte) 9);
        Every.class.getDeclaredField("j").setChar(e, 'a');
        assertEquals(9.0, e.d);
        assertEquals(97L, e.j);
        assertThrows(IllegalArgumentException.class, () -> Every.class.getDeclaredField("b").set(e, 1));
    }

    @Test
    void constructors() throws Exception {
        Constructor<Subject> c = Subject.class.getDeclaredConstructor(int.class, String.class);
        c.setAccessible(true);
        Subject s = c.newInstance(8, "x");
        assertEquals("8x", s.open + s.hidden);
        Constructor<Subject> v = Subject.class.getConstructor(String[].class);
        assertTrue(v.isVarArgs());
        assertEquals(2, v.newInstance((Object) new String[] {"a", "b"}).open);
        assertEquals(3, Subject.class.getDeclaredConstructors().length);
        assertEquals(2, Subject.class.getConstructors().length);
    }

    @Test
    void modifiersAndStrings() throws Exception {
        assertEquals("public final synchronized", Modifier.toString(Subject.class.getMethod("generic", Number[].class).getModifiers()));
        assertEquals("protected transient volatile", Modifier.toString(Subject.class.getDeclaredField("odd").getModifiers()));
        assertEquals("public int reflect.MembersTest$Subject.add(int,long)", Subject.class.getMethod("add", int.class, long.class).toString());
        assertEquals("public final synchronized <T extends java.lang.Number> java.util.List<T> reflect.MembersTest$Subject.generic(T[])",
            Subject.class.getMethod("generic", Number[].class).toGenericString());
        assertEquals("protected void reflect.MembersTest$Subject.fail() throws java.io.IOException", Subject.class.getDeclaredMethod("fail").toString());
        assertEquals("static final long reflect.MembersTest$Subject.CONSTANT", Subject.class.getDeclaredField("CONSTANT").toString());
    }

    @Test
    void inheritedMembers() throws Exception {
        assertEquals(2, SubSubject.class.getField("open").getInt(new SubSubject()));
        assertSame(Subject.class, SubSubject.class.getMethod("generic", Number[].class).getDeclaringClass());
        assertEquals(1, SubSubject.class.getDeclaredMethods().length);
        List<String> names = Arrays.stream(SubSubject.class.getFields()).map(Field::toString).collect(Collectors.toList());
        assertEquals(2, names.size());
    }

    interface Face {
        int VALUE = 3;

        default String hello() {
            return "hello";
        }

        static int fixed() {
            return 4;
        }

        void must();
    }

    @Test
    void interfaceMembers() throws Exception {
        assertTrue(Face.class.getMethod("hello").isDefault());
        assertFalse(Face.class.getMethod("must").isDefault());
        assertEquals(4, Face.class.getMethod("fixed").invoke(null));
        assertEquals(3, Face.class.getField("VALUE").getInt(null));
        Face f = () -> { };
        assertEquals("hello", Face.class.getMethod("hello").invoke(f));
        assertThrows(NoSuchMethodException.class, () -> f.getClass().getMethod("fixed"));
    }

    @Test
    void arrays() {
        Object a = Array.newInstance(int.class, 3);
        Array.setInt(a, 1, 5);
        Array.set(a, 2, (byte) 6);
        assertArrayEquals(new int[] {0, 5, 6}, (int[]) a);
        assertEquals(5L, Array.getLong(a, 1));
        assertEquals(3, Array.getLength(a));
        Object[][] m = (Object[][]) Array.newInstance(String.class, 2, 3);
        assertEquals(3, m[1].length);
        assertThrows(IllegalArgumentException.class, () -> Array.set(a, 0, 1L));
        assertThrows(IllegalArgumentException.class, () -> Array.getLength("x"));
        assertThrows(ArrayIndexOutOfBoundsException.class, () -> Array.get(a, 3));
        assertThrows(NegativeArraySizeException.class, () -> Array.newInstance(int.class, -1));
        assertThrows(IllegalArgumentException.class, () -> Array.newInstance(void.class, 1));
    }

    @Test
    void classesThemselves() throws Exception {
        assertSame(int[].class, Class.forName("[I"));
        assertSame(String[][].class, Class.forName("[[Ljava.lang.String;"));
        assertSame(int.class, Integer.TYPE);
        assertTrue(int.class.isPrimitive() && !int[].class.isPrimitive());
        assertEquals("int[][]", int[][].class.getTypeName());
        assertEquals("String[]", String[].class.getSimpleName());
        assertTrue(Number.class.isAssignableFrom(Integer.class));
        assertFalse(int.class.isAssignableFrom(Integer.class));
        assertTrue(Runnable.class.isInstance((Runnable) () -> { }));
        assertNull(Object.class.getSuperclass());
        assertNull(Runnable.class.getSuperclass());
        assertArrayEquals(new Class<?>[] {Cloneable.class, java.io.Serializable.class}, int[].class.getInterfaces());
        assertThrows(ClassCastException.class, () -> Integer.class.cast("x"));
        assertEquals("reflect", Subject.class.getPackageName());
        assertSame(int[].class, int.class.arrayType());
        assertEquals("[I", int[].class.descriptorString());
        assertTrue(Modifier.isAbstract(int[].class.getModifiers()) && Modifier.isFinal(int[].class.getModifiers()));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("int"));
    }

    @Test
    void declaredClasses() {
        List<String> names = Arrays.stream(MembersTest.class.getDeclaredClasses()).map(Class::getSimpleName).sorted().collect(Collectors.toList());
        assertEquals(List.of("Face", "SubSubject", "Subject"), names);
    }

    @Test
    void modules() {
        assertEquals("java.base", String.class.getModule().getName());
        assertFalse(MembersTest.class.getModule().isNamed());
        assertTrue(String.class.getModule().isExported("java.lang"));
        assertFalse(String.class.getModule().isExported("jdk.internal.misc", MembersTest.class.getModule()));
        assertTrue(ModuleLayer.boot().findModule("java.logging").isPresent());
        assertTrue(String.class.getModule().getDescriptor().packages().contains("java.util"));
    }

    @Test
    void callerSensitiveThroughReflection() throws Exception {
        Method forName = Class.class.getMethod("forName", String.class);
        assertSame(Subject.class, forName.invoke(null, "reflect.MembersTest$Subject"));
    }
}
