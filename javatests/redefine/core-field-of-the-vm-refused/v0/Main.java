public class Main {
    public static void main(String[] args) {
        do {
            System.out.println("ab".concat("c"));
        } while (Live.update());
    }
}
