public class Main {
    public static void main(String[] args) {
        do {
            Vec vec = Vecs.make();
            System.out.println("(" + vec.x + ", " + vec.y + ")");
        } while (Live.update());
    }
}
