package jrun.update;

/** The static fields of a class as they were before the update, those that it drops included. */
public final class OldStatics extends OldValues {
    private final Class<?> type;

    OldStatics(Class<?> type) {
        this.type = type;
    }

    /** The class. */
    public Class<?> type() {
        return type;
    }

    @Override
    char kind(String field) {
        return kind0(type, field);
    }

    @Override
    long bits(String field) {
        return bits0(type, field);
    }

    @Override
    Object reference(String field) {
        return reference0(type, field);
    }

    @Override
    String owner() {
        return type.getName();
    }

    private static native char kind0(Class<?> type, String field);

    private static native long bits0(Class<?> type, String field);

    private static native Object reference0(Class<?> type, String field);
}
