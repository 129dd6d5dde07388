public class Main {
    static boolean more = true;

    public static void main(String[] args) {
        Meter meter = new Meter();
        while (more) {
            meter.measure();
        }
    }
}
