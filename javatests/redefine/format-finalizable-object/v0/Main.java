public class Main {
    static volatile int finalized;
    static volatile String names = "";
    static Resource held = new Resource();

    public static void main(String[] args) throws Exception {
        System.out.println("finalized " + finalized + names);
        while (Live.update()) {
            held = null;
            for (int i = 0; i < 100 && finalized == 0; i++) {
                System.gc();
                System.runFinalization();
                Thread.sleep(5);
            }
            System.out.println("finalized " + finalized + names);
        }
    }
}
