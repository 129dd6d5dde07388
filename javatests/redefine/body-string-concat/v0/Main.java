public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(new Invoice().line("Ann", 12));
        } while (Live.update());
    }
}
