import java.util.concurrent.Callable;

public class Main {
    static String classify(Callable<?> call) {
        try {
            call.call();
            return "fine";
        } catch (Problem e) {
            return "failed: Problem";
        } catch (Exception e) {
            return "failed: " + e.getClass().getSuperclass().getSimpleName();
        }
    }

    public static void main(String[] args) {
        Callable<?> call = () -> {
            throw new Special();
        };
        do {
            System.out.println(classify(call));
        } while (Live.update());
    }
}
