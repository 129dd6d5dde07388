public class Main {
    public static void main(String[] args) {
        int round = 100;
        do {
            System.out.println("v1 round " + ++round);
        } while (Live.update());
    }
}
