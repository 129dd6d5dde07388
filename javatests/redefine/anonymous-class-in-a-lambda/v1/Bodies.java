import java.util.function.Function;

class Bodies {
    static Function<String, Object> make() {
        Function<String, Object> first = text -> new Object() {
            @Override
            public int hashCode() {
                return text.length();
            }
        };
        first.hashCode();
        return text -> new Object() {
            @Override
            public String toString() {
                return "made by " + text;
            }
        };
    }
}
