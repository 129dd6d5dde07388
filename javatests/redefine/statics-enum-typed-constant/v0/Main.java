public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Defaults.UNIT);
        } while (Live.update());
    }
}
