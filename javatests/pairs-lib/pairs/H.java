package pairs;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What the programs of all pairs say of values, objects and classes. Never updated. */
public final class H {
    private static final Map<Object, Integer> NUMBERS = new IdentityHashMap<>();
    private static final List<Object> GRAPH = new ArrayList<>();
    private static final List<Integer> HASHES = new ArrayList<>();
    private static final List<WeakReference<Object>> WEAK = new ArrayList<>();
    private static final Map<Object, Integer> KEYS = new IdentityHashMap<>();
    private static final List<Object> MADE = new ArrayList<>();
    private static final Map<String, Field> FIELDS = new HashMap<>();
    private static final Map<String, Method> METHODS = new HashMap<>();
    private static final Map<String, VarHandle> VARS = new HashMap<>();
    private static final Map<String, MethodHandle> HANDLES = new HashMap<>();

    private H() {}

    static void reset() {
        NUMBERS.clear();
        GRAPH.clear();
        HASHES.clear();
        WEAK.clear();
        KEYS.clear();
        MADE.clear();
        FIELDS.clear();
        METHODS.clear();
        VARS.clear();
        HANDLES.clear();
    }

    /** Makes an object part of the graph. */
    public static Object register(Object object) {
        show(object);
        KEYS.put(object, GRAPH.size());
        GRAPH.add(object);
        HASHES.add(System.identityHashCode(object));
        WEAK.add(new WeakReference<>(object));
        return object;
    }

    public static String show(boolean value) {
        return String.valueOf(value);
    }

    public static String show(char value) {
        return String.valueOf((int) value);
    }

    public static String show(int value) {
        return String.valueOf(value);
    }

    public static String show(long value) {
        return String.valueOf(value);
    }

    public static String show(float value) {
        return String.valueOf(value);
    }

    public static String show(double value) {
        return String.valueOf(value);
    }

    public static String show(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String) {
            return "'" + value + "'";
        }
        String name = value.getClass().getSimpleName();
        if (value instanceof Character) {
            return name + " " + show(((Character) value).charValue());
        }
        if (value instanceof Number || value instanceof Boolean) {
            return name + " " + value;
        }
        Integer number = NUMBERS.get(value);
        if (number == null) {
            number = NUMBERS.size();
            NUMBERS.put(value, number);
        }
        return "@" + number + ":" + name;
    }

    /** Is the object of the graph the same wherever it is held? */
    public static String identity(int number, Object held) {
        Object object = GRAPH.get(number);
        boolean same = object == held
                && HASHES.get(number) == System.identityHashCode(held)
                && WEAK.get(number).get() == held
                && KEYS.get(held) == number;
        return show(object) + " " + same;
    }

    /** All instance fields with their values. */
    public static String dump(Object object) throws IllegalAccessException {
        List<Class<?>> chain = new ArrayList<>();
        for (Class<?> at = object.getClass(); at != Object.class; at = at.getSuperclass()) {
            chain.add(0, at);
        }
        StringBuilder text = new StringBuilder(show(object));
        for (Class<?> owner : chain) {
            for (Field field : fields(owner, false)) {
                text.append(' ').append(owner.getSimpleName()).append('.').append(field.getName());
                text.append('=').append(value(field, object));
            }
        }
        return text.toString();
    }

    public static String made(Object object) throws IllegalAccessException {
        MADE.add(object);
        return dump(object);
    }

    static List<Object> made() {
        return MADE;
    }

    /** All static fields of a class with their values. */
    public static String statics(String name) throws ReflectiveOperationException {
        Class<?> owner = Class.forName(name);
        StringBuilder text = new StringBuilder(owner.getSimpleName());
        for (Field field : fields(owner, true)) {
            text.append(' ').append(field.getName()).append('=').append(value(field, null));
        }
        return text.toString();
    }

    private static List<Field> fields(Class<?> owner, boolean statics) {
        List<Field> fields = new ArrayList<>();
        for (Field field : owner.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) == statics) {
                field.setAccessible(true);
                fields.add(field);
            }
        }
        fields.sort(Comparator.comparing(Field::getName));
        return fields;
    }

    private static String value(Field field, Object object) throws IllegalAccessException {
        Class<?> type = field.getType();
        if (type == char.class) {
            return show(field.getChar(object));
        }
        Object value = field.get(object);
        return type.isPrimitive() ? String.valueOf(value) : show(value);
    }

    /** A class as reflection has it. */
    public static String describe(String name) throws ClassNotFoundException {
        Class<?> type = Class.forName(name);
        StringBuilder text = new StringBuilder(words(type.getModifiers()));
        text.append(type.getSimpleName()).append(' ');
        if (type.getSuperclass() != null) {
            text.append("extends ").append(type.getSuperclass().getSimpleName()).append(' ');
        }
        List<String> interfaces = new ArrayList<>();
        for (Class<?> above : type.getInterfaces()) {
            interfaces.add(above.getSimpleName());
        }
        text.append("implements ").append(interfaces);
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            members.add(words(field.getModifiers()) + field.getType().getSimpleName() + " " + field.getName());
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("go")) {
                continue;
            }
            String parameters = method.getParameterCount() == 0 ? "()" : "(int)";
            members.add(words(method.getModifiers()) + method.getName() + parameters);
        }
        members.sort(Comparator.naturalOrder());
        return text + " {" + String.join("; ", members) + "}";
    }

    private static String words(int modifiers) {
        return modifiers == 0 ? "" : Modifier.toString(modifiers) + " ";
    }

    public static String store(Object[] array, Object value) {
        array[0] = value;
        return "stored";
    }

    /** Keeps the reflected members that a class has now. */
    public static void hold(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName(name);
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        for (Field field : type.getDeclaredFields()) {
            field.setAccessible(true);
            FIELDS.put(type.getSimpleName() + "." + field.getName(), field);
            VARS.put(type.getSimpleName() + "." + field.getName(), lookup.unreflectVarHandle(field));
        }
        for (Method method : type.getDeclaredMethods()) {
            method.setAccessible(true);
            String key = type.getSimpleName() + "." + method.getName() + method.getParameterCount();
            METHODS.put(key, method);
            HANDLES.put(key, lookup.unreflect(method));
        }
    }

    /** The value of a field by a Field that was kept. */
    public static String heldField(String name, Object object) throws IllegalAccessException {
        return value(FIELDS.get(name), object);
    }

    /** The result of a method by a Method that was kept. */
    public static String heldMethod(String name, Object object) throws Throwable {
        Method method = METHODS.get(name);
        try {
            return (String) (method.getParameterCount() == 0 ? method.invoke(object) : method.invoke(object, 1));
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** The value of a field by a VarHandle that was kept. */
    public static String heldVar(String name, Object object) {
        VarHandle held = VARS.get(name);
        Object value = object == null ? held.get() : held.get(object);
        Class<?> type = held.varType();
        if (type == char.class) {
            return show((char) value);
        }
        return type.isPrimitive() ? String.valueOf(value) : show(value);
    }

    /** The result of a method by a MethodHandle that was kept. */
    public static String heldHandle(String name, Object object) throws Throwable {
        List<Object> arguments = new ArrayList<>();
        if (object != null) {
            arguments.add(object);
        }
        if (name.endsWith("1")) {
            arguments.add(1);
        }
        return (String) HANDLES.get(name).invokeWithArguments(arguments);
    }

    static String error(Throwable thrown) {
        if (Main.verbose) {
            thrown.printStackTrace();
        }
        return "!" + thrown.getClass().getSimpleName();
    }

    /** A line that the frame around an update says. */
    public static void line(String what, Object text) {
        Main.line("a", what, String.valueOf(text));
    }

    public static void failed(String what, Throwable thrown) {
        line(what, error(thrown));
    }
}
