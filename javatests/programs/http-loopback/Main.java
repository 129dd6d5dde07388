import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's small HTTP server and an HttpURLConnection on the loopback interface. */
public class Main {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        server.setExecutor(pool);
        server.createContext("/hello", x -> {
            byte[] b = ("hello " + x.getRequestURI().getQuery() + " by " + x.getRequestMethod()).getBytes();
            x.getResponseHeaders().set("X-Test", "yes");
            x.sendResponseHeaders(200, b.length);
            x.getResponseBody().write(b);
            x.close();
        });
        server.createContext("/echo", x -> {
            byte[] b = x.getRequestBody().readAllBytes();
            x.sendResponseHeaders(201, 0);
            x.getResponseBody().write(b);
            x.close();
        });
        server.start();
        String base = "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.getAddress().getPort();
        for (int i = 0; i < 3; i++) {
            HttpURLConnection c = (HttpURLConnection) new URL(base + "/hello?n=" + i).openConnection();
            try (InputStream in = c.getInputStream()) {
                System.out.println(c.getResponseCode() + " " + c.getHeaderField("X-Test") + " " + new String(in.readAllBytes()));
            }
        }
        HttpURLConnection post = (HttpURLConnection) new URL(base + "/echo").openConnection();
        post.setDoOutput(true);
        post.getOutputStream().write("posted body".getBytes());
        System.out.println(post.getResponseCode() + " " + new String(post.getInputStream().readAllBytes()));
        HttpURLConnection none = (HttpURLConnection) new URL(base + "/nothing").openConnection();
        System.out.println(none.getResponseCode());
        server.stop(0);
        pool.shutdown();
        System.out.println("stopped");
    }
}
