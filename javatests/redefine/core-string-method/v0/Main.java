public class Main {
    public static void main(String[] args) {
        String text = "hello";
        do {
            System.out.println(text + " " + Live.attempt(() -> String.class.getMethod("shout").invoke(text)));
        } while (Live.update());
    }
}
