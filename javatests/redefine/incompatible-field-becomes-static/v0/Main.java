public class Main {
    public static void main(String[] args) {
        Box box = new Box();
        do {
            System.out.println(Live.attempt(() -> box.size));
        } while (Live.update());
    }
}
