public class Main {
    static final Object LOCK = new Object();
    static volatile boolean held;

    static void hold() {
        synchronized (LOCK) {
            held = true;
            while (held) {
                Thread.onSpinWait();
            }
        }
    }

    public static void main(String[] args) throws Exception {
        Job job = new Job();
        job.steps = 3;
        Thread holder = new Thread(Main::hold, "holder");
        holder.start();
        while (!held) {
            Thread.onSpinWait();
        }
        do {
            System.out.println(job);
        } while (Live.update());
        held = false;
        holder.join();
    }
}
