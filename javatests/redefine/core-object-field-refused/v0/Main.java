public class Main {
    public static void main(String[] args) {
        do {
            System.out.println("object");
        } while (Live.update());
    }
}
