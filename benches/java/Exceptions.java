/** Throws and catches exceptions, a few frames deep, with and without finally. */
public class Exceptions {
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        final int amount;

        Refused(int amount) {
            super("refused " + amount);
            this.amount = amount;
        }
    }

    private static int finished;

    public static void main(String[] args) {
        long caught = 0;
        for (int i = 0; i < 200_000; i++) {
            try {
                pay(i, 5);
            } catch (Refused refused) {
                caught += refused.amount;
            }
        }
        System.out.println(caught + " " + finished);
    }

    private static void pay(int amount, int depth) throws Refused {
        try {
            if (depth == 0) {
                if (amount % 3 != 0) {
                    throw new Refused(amount);
                }
            } else {
                pay(amount, depth - 1);
            }
        } finally {
            finished++;
        }
    }
}
