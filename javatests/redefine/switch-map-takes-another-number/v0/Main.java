public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Words.of(Digit.ONE) + " " + Words.of(Digit.TWO) + Words.more());
        } while (Live.update());
    }
}
