public class Leaf {
    Leaf(int number) {
    }
}
