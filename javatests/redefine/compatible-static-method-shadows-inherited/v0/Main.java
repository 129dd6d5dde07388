public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Derived.origin());
        } while (Live.update());
    }
}
