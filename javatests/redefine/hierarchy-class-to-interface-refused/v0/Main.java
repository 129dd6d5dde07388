public class Main {
    public static void main(String[] args) {
        Object thing = new Thing();
        do {
            System.out.println("Thing is an interface: " + thing.getClass().isInterface());
        } while (Live.update());
    }
}
