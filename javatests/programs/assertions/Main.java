/** Assertions switched on by -ea; the last one is not caught. */
public class Main {
    static int evaluated;

    static boolean costly() {
        evaluated++;
        return true;
    }

    public static void main(String[] args) {
        assert costly();
        System.out.println("evaluated " + evaluated);
        try {
            assert args.length > 5 : "only " + args.length;
        } catch (AssertionError e) {
            System.out.println(e.getMessage());
        }
        assert evaluated == 2 : evaluated;
    }
}
