import java.lang.invoke.MethodHandles;

interface Named {
    default String title() {
        return "named";
    }

    static MethodHandles.Lookup lookup() {
        return MethodHandles.lookup();
    }
}
