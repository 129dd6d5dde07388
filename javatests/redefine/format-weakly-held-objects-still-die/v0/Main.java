import java.lang.ref.WeakReference;

public class Main {
    static Cache strong = new Cache();

    public static void main(String[] args) throws Exception {
        WeakReference<Cache> weak = new WeakReference<>(strong);
        System.out.println("cleared: " + (weak.get() == null));
        while (Live.update()) {
            strong = null;
            for (int i = 0; i < 50 && weak.get() != null; i++) {
                System.gc();
                Thread.sleep(5);
            }
            System.out.println("cleared: " + (weak.get() == null));
        }
    }
}
