public class Main {
    public static void main(String[] args) {
        Formatter formatter = new Formatter() {};
        do {
            System.out.println(formatter.format("plain"));
        } while (Live.update());
    }
}
