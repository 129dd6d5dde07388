public class Main {
    public static void main(String[] args) {
        Everything everything = new Everything();
        everything.fill();
        do {
            System.out.println(everything);
        } while (Live.update());
    }
}
