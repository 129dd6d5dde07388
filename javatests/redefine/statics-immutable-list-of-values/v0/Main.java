public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Types.ALLOWED);
        } while (Live.update());
    }
}
