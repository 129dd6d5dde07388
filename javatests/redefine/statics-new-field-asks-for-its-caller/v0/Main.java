public class Main {
    public static void main(String[] args) {
        Counter counter = new Counter();
        do {
            System.out.println(counter.show());
        } while (Live.update());
    }
}
