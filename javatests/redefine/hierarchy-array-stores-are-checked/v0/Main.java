public class Main {
    public static void main(String[] args) {
        Object line = new Line();
        Object[] shapes = new Shape[1];
        Object lines = new Line[1];
        do {
            System.out.println(Live.attempt("stored", () -> shapes[0] = line));
            System.out.println("array is Shape[]: " + (lines instanceof Shape[]));
            shapes[0] = null;
        } while (Live.update());
    }
}
