public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Shapes.make().name());
        } while (Live.update());
    }
}
