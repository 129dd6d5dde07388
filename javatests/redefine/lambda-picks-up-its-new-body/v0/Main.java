import java.util.function.IntUnaryOperator;

public class Main {
    public static void main(String[] args) {
        IntUnaryOperator op = Ops.make();
        do {
            System.out.println(op.applyAsInt(3));
        } while (Live.update());
    }
}
