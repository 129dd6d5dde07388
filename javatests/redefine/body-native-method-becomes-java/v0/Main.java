public class Main {
    public static void main(String[] args) {
        Device device = new Device();
        do {
            System.out.println(Live.attempt(() -> device.read(4)) + " " + device.times());
        } while (Live.update());
    }
}
