public class Main {
    public static void main(String[] args) {
        Digits digits = new Digits();
        do {
            System.out.println(Live.attempt(() -> digits.seven()));
        } while (Live.update());
    }
}
