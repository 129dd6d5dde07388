public class Main {
    public static void main(String[] args) {
        Product product = new Product();
        do {
            System.out.println(product);
        } while (Live.update());
    }
}
