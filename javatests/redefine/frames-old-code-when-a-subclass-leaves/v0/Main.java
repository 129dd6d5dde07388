public class Main {
    static Object left = new Leaver();

    public static void main(String[] args) {
        Base base = new Base();
        base.go();
        do {
            System.out.println(base.look() + " " + (left instanceof Base));
        } while (Live.update());
    }
}
