public class Main {
    public static void main(String[] args) {
        int round = 0;
        do {
            System.out.println("v0 round " + ++round);
        } while (Live.update());
    }
}
