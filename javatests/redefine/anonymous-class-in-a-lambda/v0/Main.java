import java.util.function.Function;

public class Main {
    public static void main(String[] args) {
        Function<String, Object> lambda = Bodies.make();
        Object kept = lambda.apply("x");
        do {
            Object fresh = lambda.apply("x");
            System.out.println("kept: " + kept);
            System.out.println("fresh: " + fresh);
            if (kept.getClass() != fresh.getClass()) {
                System.out.println("they are of two classes");
            }
        } while (Live.update());
    }
}
