public class Main {
    public static void main(String[] args) {
        do {
            System.out.println("n " + Number.get());
        } while (Live.update());
    }
}
