import java.util.Arrays;

public class Main {
    public static void main(String[] args) {
        Class<?> part = Part.class;
        do {
            System.out.println(part.getSuperclass() + " " + Arrays.toString(part.getInterfaces()));
            System.out.println("assignable: " + Whole.class.isAssignableFrom(part));
            System.out.println("public: " + Arrays.stream(part.getMethods()).map(m -> m.getName()).sorted().toList());
        } while (Live.update());
    }
}
