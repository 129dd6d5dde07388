import java.io.FileOutputStream;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;

/** Never ends by itself: threads in every kind of waiting, open files and native memory, and one that goes on working. */
public class Restless {
    static final Object lock = new Object();
    static final List<Object> held = new ArrayList<>();
    static final List<Object> kept = new ArrayList<>();
    static volatile int sink;

    interface Body {
        void run() throws Exception;
    }

    static void begin(String name, boolean daemon, Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Throwable thrown) {
                System.out.println(name + " ended by " + thrown);
            } finally {
                System.out.println(name + " reached its finally");
            }
        }, name);
        thread.setDaemon(daemon);
        thread.start();
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        System.out.println("restless is " + System.getProperty("who") + ", phase " + System.getProperty("phase"));
        begin("sleeper", false, () -> Thread.sleep(3_600_000));
        begin("parker", false, () -> {
            while (true) {
                LockSupport.park();
            }
        });
        begin("waiter", true, () -> {
            Object own = new Object();
            synchronized (own) {
                own.wait();
            }
        });
        begin("owner", true, () -> {
            synchronized (lock) {
                Thread.sleep(3_600_000);
            }
        });
        Thread.sleep(50);
        begin("blocked", false, () -> {
            synchronized (lock) {
                System.out.println("never");
            }
        });
        begin("server", false, () -> {
            try (ServerSocket server = new ServerSocket(0)) {
                server.accept();
            }
        });
        begin("selector", true, () -> {
            try (Selector selector = Selector.open()) {
                selector.select();
            }
        });
        begin("counter", true, () -> {
            for (int i = 0;; i++) {
                sink = i;
            }
        });
        begin("allocator", true, () -> {
            for (int i = 0;; i++) {
                byte[] some = new byte[1000 + i % 5000];
                some[i % 1000] = 1;
                synchronized (held) {
                    if (held.size() > 2000) {
                        held.clear();
                    }
                    held.add(some);
                }
            }
        });
        // Held until the end, so that only the end of the world gives them back.
        FileOutputStream file = new FileOutputStream(folder.resolve("open-" + ProcessHandle.current().pid()).toFile());
        file.write(1);
        kept.add(file);
        kept.add(ByteBuffer.allocateDirect(16 << 20));
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[100]);
        kept.add(deflater);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("never: the world is halted")));
        for (int round = 0;; round++) {
            System.out.println(Greeting.text());
            System.out.println(Work.round(folder, round % 20));
        }
    }
}
