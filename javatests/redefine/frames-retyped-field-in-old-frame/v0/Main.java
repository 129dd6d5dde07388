public class Main {
    static boolean more = true;

    public static void main(String[] args) {
        Gauge gauge = new Gauge();
        gauge.read();
        while (more) {
            System.out.println(gauge.text());
            more = Live.update();
        }
    }
}
