public class Main {
    static boolean go;

    public static void main(String[] args) {
        Job old = new Job();
        System.out.println(old.run());
        Job fresh = new Job();
        do {
            System.out.println("old object again: " + old.again());
            System.out.println("new object: " + fresh.again());
        } while (Live.update());
    }
}
