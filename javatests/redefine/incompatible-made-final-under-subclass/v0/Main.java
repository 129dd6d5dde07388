public class Main {
    static class Sub extends Sup {
        String name() {
            return "sub";
        }
    }

    public static void main(String[] args) {
        Sup live = new Sub();
        do {
            System.out.println(live.name());
        } while (Live.update());
    }
}
