/** The main class itself fails to initialize. */
public class Main {
    static final int VALUE = compute();

    static int compute() {
        throw new IllegalStateException("cannot compute");
    }

    public static void main(String[] args) {
        System.out.println("never " + VALUE);
    }
}
