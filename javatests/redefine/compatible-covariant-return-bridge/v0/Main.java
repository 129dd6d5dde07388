public class Main {
    public static void main(String[] args) {
        Shape shape = new Square();
        do {
            System.out.println(shape.copy().label());
        } while (Live.update());
    }
}
