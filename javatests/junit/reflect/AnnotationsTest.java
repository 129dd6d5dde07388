package reflect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Annotations of every kind at run time. */
class AnnotationsTest {
    enum Level {
        LOW, HIGH
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Every {
        boolean z() default true;

        byte b() default 1;

        char c() default 'c';

        short s() default 2;

        int i() default 3;

        long j() default 4;

        float f() default 5;

        double d() default 6;

        String t() default "text";

        Class<?> k() default String.class;

        Level e() default Level.LOW;

        Tag a() default @Tag("nested");

        int[] is() default {1, 2};

        String[] ts() default {};

        Class<?>[] ks() default {int.class, int[].class, void.class};

        Tag[] as() default {@Tag("x"), @Tag("y")};
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Repeatable(Tags.class)
    @interface Tag {
        String value();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Tags {
        Tag[] value();
    }

    @Retention(RetentionPolicy.CLASS)
    @interface InClassFile {
    }

    @Retention(RetentionPolicy.SOURCE)
    @interface InSource {
    }

    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @interface Family {
    }

    @Target({ElementType.TYPE_USE, ElementType.TYPE_PARAMETER})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Use {
        int value() default 0;
    }

    @Every
    @InClassFile
    @InSource
    @Family
    static class Subject<@Use(9) T> {
        @Tag("one")
        @Tag("two")
        int field;

        @Use(1) List<@Use(2) String> list;

        @Every(i = 30, t = "changed", e = Level.HIGH, is = {}, ts = "single", k = Runnable.class, a = @Tag("other"))
        @Deprecated(since = "3")
        @Use(3) String method(@Tag("p") int p, String q) throws @Use(4) RuntimeException {
            return q;
        }
    }

    static class Child extends Subject<String> {
    }

    @Test
    void defaults() {
        Every e = Subject.class.getAnnotation(Every.class);
        assertEquals("true1c234" + "5.06.0text", "" + e.z() + e.b() + e.c() + e.s() + e.i() + e.j() + e.f() + e.d() + e.t());
        assertSame(String.class, e.k());
        assertSame(Level.LOW, e.e());
        assertEquals("nested", e.a().value());
        assertArrayEquals(new int[] {1, 2}, e.is());
        assertEquals(0, e.ts().length);
        assertArrayEquals(new Class<?>[] {int.class, int[].class, void.class}, e.ks());
        assertEquals("y", e.as()[1].value());
    }

    private static Method method() throws NoSuchMethodException {
        return Subject.class.getDeclaredMethod("method", int.class, String.class);
    }

    @Test
    void values() throws Exception {
        Every e = method().getAnnotation(Every.class);
        assertEquals(30, e.i());
        assertEquals("changed", e.t());
        assertSame(Level.HIGH, e.e());
        assertEquals(0, e.is().length);
        assertArrayEquals(new String[] {"single"}, e.ts());
        assertSame(Runnable.class, e.k());
        assertEquals("other", e.a().value());
        assertEquals("3", method().getAnnotation(Deprecated.class).since());
    }

    @Test
    void retention() {
        assertEquals(2, Subject.class.getAnnotations().length);
        assertFalse(Subject.class.isAnnotationPresent(InClassFile.class));
        assertNull(Subject.class.getAnnotation(InSource.class));
    }

    @Test
    void repeated() throws Exception {
        Field f = Subject.class.getDeclaredField("field");
        assertNull(f.getAnnotation(Tag.class));
        assertEquals(2, f.getAnnotation(Tags.class).value().length);
        Tag[] tags = f.getAnnotationsByType(Tag.class);
        assertEquals("onetwo", tags[0].value() + tags[1].value());
    }

    @Test
    void inheritedAnnotations() {
        assertTrue(Child.class.isAnnotationPresent(Family.class));
        assertFalse(Child.class.isAnnotationPresent(Every.class));
        assertEquals(0, Child.class.getDeclaredAnnotations().length);
    }

    @Test
    void parameters() throws Exception {
        Annotation[][] p = method().getParameterAnnotations();
        assertEquals("p", ((Tag) p[0][0]).value());
        assertEquals(0, p[1].length);
        assertEquals("p", method().getParameters()[0].getAnnotation(Tag.class).value());
    }

    @Test
    void typeAnnotations() throws Exception {
        assertEquals(9, Subject.class.getTypeParameters()[0].getAnnotation(Use.class).value());
        var t = (AnnotatedParameterizedType) Subject.class.getDeclaredField("list").getAnnotatedType();
        assertEquals(1, t.getAnnotation(Use.class).value());
        assertEquals(2, t.getAnnotatedActualTypeArguments()[0].getAnnotation(Use.class).value());
        assertEquals(3, method().getAnnotatedReturnType().getAnnotation(Use.class).value());
        assertEquals(4, method().getAnnotatedExceptionTypes()[0].getAnnotation(Use.class).value());
    }

    @Test
    void equalityAndStrings() throws Exception {
        Tag a = Subject.class.getDeclaredField("field").getAnnotationsByType(Tag.class)[0];
        Tag b = new Tag() {
            @Override
            public String value() {
                return "one";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Tag.class;
            }
        };
        assertTrue(a.equals(b));
        assertNotEquals(a, Subject.class.getDeclaredField("field").getAnnotationsByType(Tag.class)[1]);
        assertEquals((127 * "value".hashCode()) ^ "one".hashCode(), a.hashCode());
        assertEquals("@reflect.AnnotationsTest$Tag(\"one\")", a.toString());
        assertSame(Tag.class, a.annotationType());
    }

    @Test
    void annotationInterfaces() throws Exception {
        assertTrue(Tag.class.isAnnotation() && Tag.class.isInterface());
        assertEquals(3, Every.class.getDeclaredMethod("i").getDefaultValue());
        assertNull(Tag.class.getDeclaredMethod("value").getDefaultValue());
        assertNotNull(Tag.class.getAnnotation(Repeatable.class));
        assertArrayEquals(new Class<?>[] {Annotation.class}, Tag.class.getInterfaces());
    }

    @Test
    void annotationsOfTheLibrary() throws Exception {
        assertTrue(Runnable.class.isAnnotationPresent(FunctionalInterface.class));
        assertEquals("1.2", Thread.class.getMethod("stop").getAnnotation(Deprecated.class).since());
    }
}
