import java.lang.invoke.MethodHandles;

interface Named {
    private String title() {
        return "named";
    }

    static MethodHandles.Lookup lookup() {
        return MethodHandles.lookup();
    }
}
