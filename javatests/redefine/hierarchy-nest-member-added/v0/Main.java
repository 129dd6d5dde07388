public class Main {
    public static void main(String[] args) {
        Outer outer = new Outer();
        do {
            System.out.println(outer.run());
        } while (Live.update());
    }
}
