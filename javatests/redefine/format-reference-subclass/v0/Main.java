public class Main {
    public static void main(String[] args) {
        Object referent = new Object();
        Ref ref = new Ref(referent);
        do {
            System.gc();
            System.out.println("referent " + (ref.get() == referent ? "here" : "gone") + ", " + ref.extra());
        } while (Live.update());
    }
}
