import java.util.Arrays;

public class Main {
    public static void main(String[] args) {
        do {
            System.out.println("methods " + Arrays.stream(Shape.class.getDeclaredMethods()).map(m -> m.getName()).sorted().toList()
                    + ", fields " + Arrays.stream(Shape.class.getDeclaredFields()).map(f -> f.getName()).sorted().toList());
        } while (Live.update());
    }
}
