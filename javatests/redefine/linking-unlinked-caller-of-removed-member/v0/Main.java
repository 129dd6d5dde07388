public class Main {
    public static void main(String[] args) {
        new Supplier1();
        System.out.println("idle");
        while (Live.update()) {
            System.out.println(Live.attempt(() -> Late.use()));
        }
    }
}
