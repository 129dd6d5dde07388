public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Values.SIZE + " " + Values.NAME + " " + Values.PATTERN + " " + Values.PRICE);
        } while (Live.update());
    }
}
