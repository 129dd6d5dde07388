public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Pool.first() + " " + Pool.second());
        } while (Live.update());
    }
}
