public class Main {
    static Shape make() {
        return new Square();
    }

    public static void main(String[] args) {
        Shape kept = make();
        do {
            System.out.println("kept: " + Live.attempt(() -> kept.text()));
        } while (Live.update());
    }
}
