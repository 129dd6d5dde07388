public class Main {
    public static void main(String[] args) {
        Odometer odometer = new Odometer(Integer.MAX_VALUE);
        do {
            System.out.println(odometer.read());
        } while (Live.update());
    }
}
