/** Loads generated classes, keeps ten threads busy with a class that changes, and says which version runs. For the update benchmark. */
public class UpdateLoad {
    private static volatile int sink;

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        for (int i = 0; i < count; i++) {
            Class.forName("filler.F" + i);
        }
        for (int i = 0; i < 10; i++) {
            Thread thread = new Thread(UpdateLoad::work, "worker " + i);
            thread.setDaemon(true);
            thread.start();
        }
        System.out.println("ready");
        int shown = 0;
        while (true) {
            int version = Changing.version();
            if (version != shown) {
                shown = version;
                System.out.println("version " + version);
            }
            Thread.sleep(1);
        }
    }

    private static void work() {
        int x = 1;
        while (true) {
            for (int i = 0; i < 10_000; i++) {
                x = Changing.work(x);
            }
            sink = x;
        }
    }
}
