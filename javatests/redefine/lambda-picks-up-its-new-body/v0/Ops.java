import java.util.function.IntUnaryOperator;

class Ops {
    static IntUnaryOperator make() {
        return n -> n * 2;
    }
}
