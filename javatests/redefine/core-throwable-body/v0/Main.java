public class Main {
    public static void main(String[] args) {
        Throwable thrown = new IllegalStateException("disk");
        do {
            System.out.println(thrown);
        } while (Live.update());
    }
}
