package reflect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Generic signatures, parameters, record components, enclosing members. */
class SignaturesTest {
    abstract static class G<T extends Number & Comparable<T>, U> implements Comparator<Map<T, ? super U[]>> {
        List<? extends T> field;
        U[][] array;
        Map.Entry<String, int[]> entry;

        abstract <X extends Exception> U method(T t, List<U> l, X x) throws X;

        class Inner<V> {
        }

        G<T, U>.Inner<String> inner;
    }

    @Test
    void typeParameters() {
        TypeVariable<?>[] v = G.class.getTypeParameters();
        assertEquals("T", v[0].getName());
        assertEquals("[class java.lang.Number, java.lang.Comparable<T>]", java.util.Arrays.toString(v[0].getBounds()));
        assertSame(Object.class, v[1].getBounds()[0]);
        assertSame(G.class, v[1].getGenericDeclaration());
    }

    @Test
    void genericInterfaces() {
        ParameterizedType p = (ParameterizedType) G.class.getGenericInterfaces()[0];
        assertSame(Comparator.class, p.getRawType());
        assertEquals("java.util.Comparator<java.util.Map<T, ? super U[]>>", p.toString());
        Type w = ((ParameterizedType) p.getActualTypeArguments()[0]).getActualTypeArguments()[1];
        assertTrue(((WildcardType) w).getLowerBounds()[0] instanceof GenericArrayType);
    }

    @Test
    void fieldTypes() throws Exception {
        assertEquals("java.util.List<? extends T>", G.class.getDeclaredField("field").getGenericType().toString());
        assertEquals("U[][]", G.class.getDeclaredField("array").getGenericType().toString());
        assertEquals("java.util.Map$Entry<java.lang.String, int[]>", G.class.getDeclaredField("entry").getGenericType().toString());
        assertEquals("reflect.SignaturesTest$G<T, U>$Inner<java.lang.String>", G.class.getDeclaredField("inner").getGenericType().toString());
        assertSame(Object[][].class, G.class.getDeclaredField("array").getType());
    }

    @Test
    void methodTypes() throws Exception {
        Method m = G.class.getDeclaredMethod("method", Number.class, List.class, Exception.class);
        assertEquals("U", m.getGenericReturnType().toString());
        assertEquals("java.util.List<U>", m.getGenericParameterTypes()[1].toString());
        assertEquals("X", m.getGenericExceptionTypes()[0].toString());
        assertSame(Exception.class, m.getExceptionTypes()[0]);
        assertEquals("X", m.getTypeParameters()[0].getName());
    }

    @Test
    void superTypeTokens() {
        abstract class Token<T> {
            Type type() {
                return ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments()[0];
            }
        }

        Type t = new Token<Map<String, List<Integer>>>() { }.type();
        assertEquals("java.util.Map<java.lang.String, java.util.List<java.lang.Integer>>", t.getTypeName());
        assertEquals(t, new Token<Map<String, List<Integer>>>() { }.type());
    }

    static void named(final int first, String... rest) {
    }

    @Test
    void parameters() throws Exception {
        Parameter[] p = SignaturesTest.class.getDeclaredMethod("named", int.class, String[].class).getParameters();
        assertEquals("first", p[0].getName());
        assertTrue(p[0].isNamePresent());
        assertTrue(java.lang.reflect.Modifier.isFinal(p[0].getModifiers()));
        assertTrue(p[1].isVarArgs());
        assertEquals("java.lang.String... rest", p[1].toString());
    }

    record Rec<T>(T first, List<String> second, @Deprecated int third) {
    }

    @Test
    void recordComponents() throws Exception {
        assertTrue(Rec.class.isRecord());
        assertFalse(G.class.isRecord());
        assertNull(G.class.getRecordComponents());
        RecordComponent[] c = Rec.class.getRecordComponents();
        assertEquals("java.util.List second", c[1].toString());
        assertSame(Object.class, c[0].getType());
        assertEquals("T", c[0].getGenericType().toString());
        assertEquals(7, c[2].getAccessor().invoke(new Rec<>("x", List.of(), 7)));
        assertEquals(0, c[2].getAnnotations().length);
        assertEquals("Ljava/util/List<Ljava/lang/String;>;", c[1].getGenericSignature());
    }

    @Test
    void enclosingMembers() throws Exception {
        class Local {
        }

        Object anonymous = new Object() { };
        assertEquals("enclosingMembers", Local.class.getEnclosingMethod().getName());
        assertSame(SignaturesTest.class, Local.class.getEnclosingClass());
        assertTrue(anonymous.getClass().isAnonymousClass());
        assertNull(Local.class.getDeclaringClass());
        assertSame(G.class, G.Inner.class.getDeclaringClass());
        assertTrue(G.Inner.class.isMemberClass());
        assertSame(InConstructor.class, new InConstructor().o.getClass().getEnclosingConstructor().getDeclaringClass());
        assertSame(SignaturesTest.class, InConstructor.class.getNestHost());
    }

    static class InConstructor {
        final Object o;

        InConstructor() {
            o = new Object() { };
        }
    }
}
