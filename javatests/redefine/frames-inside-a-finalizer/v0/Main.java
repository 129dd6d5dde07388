public class Main {
    static volatile boolean finalized;
    static Resource other = new Resource();

    /** A frame of its own, so that nothing holds the object any more. */
    static void make() {
        new Resource().watched = true;
    }

    public static void main(String[] args) throws Exception {
        make();
        while (!finalized) {
            System.gc();
            System.runFinalization();
            Thread.sleep(5);
        }
        do {
            System.out.println("2 alive level " + other.level());
        } while (Live.update());
    }
}
