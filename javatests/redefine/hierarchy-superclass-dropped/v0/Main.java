public class Main {
    public static void main(String[] args) {
        Object impl = new Impl();
        do {
            System.out.println("cast: " + Live.attempt("fine", () -> ((Support) impl).help()));
        } while (Live.update());
    }
}
