import java.util.Locale;

public class Main {
    static final Vector3D[] SCENE = new Vector3D[1000];
    static volatile boolean running = true;
    static volatile int wrong;
    static volatile long rendered;

    /** Renders until the end: sees each vector before or after the update, never between. */
    static void render() {
        while (running) {
            for (int i = 0; i < SCENE.length; i++) {
                double length = SCENE[i].length();
                if (Math.abs(length - 3 * (i + 1)) > 1e-6 * (i + 1)) {
                    wrong++;
                }
            }
            rendered++;
        }
    }

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < SCENE.length; i++) {
            SCENE[i] = new Vector3D(i + 1, 2 * (i + 1), 2 * (i + 1));
        }
        Thread renderer = new Thread(Main::render);
        renderer.start();
        do {
            long seen = rendered;
            while (rendered < seen + 2) {
                Thread.sleep(1);
            }
            Vector3D last = SCENE[999];
            System.out.printf(
                    Locale.ROOT, "%s %.3f %.3f %.3f%n", last.kind(), last.length(), last.getX(), last.getZ());
            System.out.println(wrong + " wrong");
        } while (Live.update());
        running = false;
        renderer.join();
    }
}
