public class Main {
    public static void main(String[] args) {
        Lamp lamp = new Lamp(3);
        do {
            System.out.println(lamp.show());
        } while (Live.update());
    }
}
