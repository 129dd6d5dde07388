public class Main {
    public static void main(String[] args) {
        Person old = Factory.make("Ann");
        do {
            System.out.println("old: " + old);
            System.out.println("new: " + Factory.make("Bob"));
            System.gc();
        } while (Live.update());
    }
}
