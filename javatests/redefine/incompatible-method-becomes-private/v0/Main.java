public class Main {
    public static void main(String[] args) {
        Helper helper = new Helper();
        do {
            System.out.println(Live.attempt(() -> helper.help()));
        } while (Live.update());
    }
}
