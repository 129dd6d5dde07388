public class Leaf extends Base {
    private final int twice;

    Leaf(int number) {
        super(number);
        twice = 2 * number;
    }

    @Override
    public String toString() {
        return "leaf " + twice;
    }
}
