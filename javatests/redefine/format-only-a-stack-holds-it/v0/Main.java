public class Main {
    public static void main(String[] args) {
        Local local = new Local(1);
        int count = 1;
        boolean more = true;
        System.out.println(local.show("local"));
        while (more) {
            // The new object stands on the operand stack during the update.
            String shown = new Local(++count).showAfter(more = Live.update(), local);
            if (more) {
                System.out.println(shown);
                System.out.println(local.show("local"));
            }
        }
    }
}
