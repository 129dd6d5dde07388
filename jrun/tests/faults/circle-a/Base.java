public class Base extends Leaf {
    Base(int number) {
        super(number);
    }
}
