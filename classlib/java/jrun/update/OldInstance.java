package jrun.update;

/**
 * An instance as it was before the update: its fields, and its methods, which run the code of before on it. What they change
 * stays in this copy. Objects that it holds are the program's, which the update has migrated.
 */
public final class OldInstance extends OldValues {
    /** Has the values of before, those of dropped fields included. */
    private final Object copy;

    OldInstance(Object copy) {
        this.copy = copy;
    }

    /** The class of the instance. */
    public Class<?> type() {
        return copy.getClass();
    }

    /** The number of the version that it was an instance of. */
    public int version() {
        return version0(copy);
    }

    /** Names of the instance fields, inherited ones included. */
    public String[] fields() {
        return fields0(copy);
    }

    /**
     * Runs a method of before on it.
     *
     * @return what it returns, boxed if it is primitive; null for void
     * @throws IllegalArgumentException if there was no such method with such parameters
     */
    public Object invoke(String method, Object... arguments) {
        return invoke0(copy, method, arguments == null ? new Object[1] : arguments);
    }

    public boolean invokeBoolean(String method, Object... arguments) {
        return (Boolean) invoke(method, arguments);
    }

    public int invokeInt(String method, Object... arguments) {
        Object result = invoke(method, arguments);
        return result instanceof Character ? (Character) result : ((Number) result).intValue();
    }

    public long invokeLong(String method, Object... arguments) {
        return ((Number) invoke(method, arguments)).longValue();
    }

    public float invokeFloat(String method, Object... arguments) {
        return ((Number) invoke(method, arguments)).floatValue();
    }

    public double invokeDouble(String method, Object... arguments) {
        return ((Number) invoke(method, arguments)).doubleValue();
    }

    public Object invokeObject(String method, Object... arguments) {
        return invoke(method, arguments);
    }

    public void invokeVoid(String method, Object... arguments) {
        invoke(method, arguments);
    }

    @Override
    char kind(String field) {
        return kind0(copy, field);
    }

    @Override
    long bits(String field) {
        return bits0(copy, field);
    }

    @Override
    Object reference(String field) {
        return reference0(copy, field);
    }

    @Override
    String owner() {
        return copy.getClass().getName();
    }

    private static native char kind0(Object copy, String field);

    private static native long bits0(Object copy, String field);

    private static native Object reference0(Object copy, String field);

    private static native Object invoke0(Object copy, String method, Object[] arguments);

    private static native int version0(Object copy);

    private static native String[] fields0(Object copy);
}
