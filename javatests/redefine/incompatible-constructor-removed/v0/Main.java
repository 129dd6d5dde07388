public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Live.attempt("made", () -> new Widget()));
        } while (Live.update());
    }
}
