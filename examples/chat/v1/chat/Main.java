package chat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/** A chat server: HTTP, everything in memory. */
public final class Main {
    private Main() {}

    /** Arguments: messages that are there at the beginning, and the port; 0 for any. */
    public static void main(String[] args) throws IOException {
        ChatRoom room = new ChatRoom();
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        for (int i = 0; i < count; i++) {
            room.say(i % 5 == 0 ? null : "user" + i % 100, "message " + i);
        }
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        server.createContext("/say", exchange -> {
            Map<String, String> query = query(exchange);
            answer(exchange, String.valueOf(room.say(query.get("user"), query.get("text"))));
        });
        server.createContext("/message", exchange -> {
            answer(exchange, room.show(Integer.parseInt(query(exchange).get("number"))));
        });
        server.createContext("/state", exchange -> answer(exchange, room.state()));
        server.createContext("/end", exchange -> {
            answer(exchange, "bye");
            System.exit(0);
        });
        server.setExecutor(Executors.newFixedThreadPool(12));
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> values = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String part : query == null ? new String[0] : query.split("&")) {
            int equals = part.indexOf('=');
            values.put(part.substring(0, equals), URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return values;
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
