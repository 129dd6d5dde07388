public class Main {
    public static void main(String[] args) {
        Crate crate = new Crate();
        crate.grow();
        do {
            System.out.println("box of size " + crate.text());
        } while (Live.update());
    }
}
