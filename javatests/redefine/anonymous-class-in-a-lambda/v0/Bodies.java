import java.util.function.Function;

class Bodies {
    static Function<String, Object> make() {
        return text -> new Object() {
            @Override
            public String toString() {
                return "made by " + text;
            }
        };
    }
}
