public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Caller.call());
        } while (Live.update());
    }
}
