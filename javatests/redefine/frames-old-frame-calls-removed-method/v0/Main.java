public class Main {
    static boolean more = true;

    public static void main(String[] args) {
        while (more) {
            Engine.run();
        }
    }
}
