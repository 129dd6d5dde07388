public class Main {
    public static void main(String[] args) {
        Base tool = new Tool();
        do {
            System.out.println("call: " + Live.attempt(() -> tool.help()));
            System.out.println("field: " + Live.attempt(() -> tool.state));
        } while (Live.update());
    }
}
