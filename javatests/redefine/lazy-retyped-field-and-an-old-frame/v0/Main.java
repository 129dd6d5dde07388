public class Main {
    public static void main(String[] args) {
        Meter meter = new Meter();
        Meter other = new Meter();
        other.set();
        boolean more = meter.run();
        while (more) {
            meter.report();
            other.reportOther();
            more = Live.update();
        }
    }
}
