public class Main {
    public static void main(String[] args) {
        do {
            tick();
        } while (Live.update());
    }

    static void tick() {
        System.out.println("tick v0");
    }
}
