import java.util.function.IntSupplier;

public class Main {
    public static void main(String[] args) {
        IntSupplier old = Scale.make(10, 5);
        do {
            System.out.println("old object: " + old.getAsInt() + ", new object: " + Scale.make(10, 5).getAsInt());
        } while (Live.update());
    }
}
