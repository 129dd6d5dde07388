import java.util.function.Function;

public class Unit implements Function<Integer, Object> {
    public Object apply(Integer which) {
        return new Object() {
            public String toString() {
                return "two";
            }
        };
    }
}
