import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Does the same work once for every line of its standard input. */
public class Steady {
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("steady");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("steady hook")));
        System.out.println("steady is " + System.getProperty("who") + " with " + Greeting.shape());
        for (String line; (line = in.readLine()) != null && !line.equals("end");) {
            System.out.println("phase " + line + " " + Greeting.text());
            List<Thread> threads = new ArrayList<>();
            TreeMap<String, Integer> lengths = new TreeMap<>();
            for (int worker = 0; worker < 3; worker++) {
                String name = line + "-" + worker;
                Thread thread = new Thread(() -> {
                    StringBuilder text = new StringBuilder();
                    for (int at = 0; at < 3000; at++) {
                        text.append(name).append(at).reverse();
                    }
                    synchronized (lengths) {
                        lengths.put(name, text.toString().hashCode());
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (int round = 0; round < 20; round++) {
                System.out.println(Work.round(folder, round));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println(lengths);
            System.setProperty("phase", line);
            System.out.println("rounds " + Work.rounds + " trace " + Work.trace.toString().hashCode());
            System.out.println("done " + System.getProperty("phase"));
        }
        try (var left = Files.list(folder)) {
            System.out.println("files left " + left.count());
        }
        Files.delete(folder);
        System.err.println("steady err");
        System.exit(3);
    }
}
