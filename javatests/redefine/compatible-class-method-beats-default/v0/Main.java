public class Main {
    public static void main(String[] args) {
        Named named = new Impl();
        do {
            System.out.println(named.name());
        } while (Live.update());
    }
}
