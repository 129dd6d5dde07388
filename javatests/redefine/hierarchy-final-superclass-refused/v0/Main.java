public class Main {
    public static void main(String[] args) {
        Root sub = new Sub();
        do {
            System.out.println(sub.name());
        } while (Live.update());
    }
}
