public class Leaf extends Base {
    private final long twice;
    int added = 3;

    Leaf(int number) {
        super(number);
        twice = 2 * number;
    }

    @Override
    public String toString() {
        return "Leaf " + twice + added;
    }
}
