public class Main {
    record Circle(int radius) {}

    record Square(int side) {}

    public static void main(String[] args) {
        do {
            System.out.println(Describe.it(new Circle(2)));
            System.out.println(Describe.it(new Square(3)));
        } while (Live.update());
    }
}
