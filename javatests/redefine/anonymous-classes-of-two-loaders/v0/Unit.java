import java.util.function.Function;

public class Unit implements Function<Integer, Object> {
    public Object apply(Integer which) {
        if (which == 1) {
            return new Object() {
                public String toString() {
                    return "one";
                }
            };
        }
        return new Object() {
            public String toString() {
                return "two";
            }
        };
    }
}
