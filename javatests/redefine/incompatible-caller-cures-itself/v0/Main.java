public class Main {
    public static void main(String[] args) {
        Book book = new Book();
        do {
            System.out.println(Live.attempt(() -> View.show(book)));
        } while (Live.update());
    }
}
