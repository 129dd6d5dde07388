public class Main {
    public static void main(String[] args) {
        do {
            tick();
            System.out.println("never printed: main does not return to be called again");
        } while (Live.update());
    }

    static void tick() {
        System.out.println("tick v1");
    }
}
