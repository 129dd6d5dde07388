public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Squares.show());
        } while (Live.update());
    }
}
