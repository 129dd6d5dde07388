package io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets on the loopback interface, selectors, URIs. */
@Timeout(60)
class SocketsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void echoServer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            Thread t = new Thread(() -> {
                for (int i = 0; i < 3; i++) {
                    try (Socket s = server.accept(); BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()));
                        PrintWriter out = new PrintWriter(s.getOutputStream(), true)) {
                        out.println("echo " + in.readLine());
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            t.start();
            for (int i = 0; i < 3; i++) {
                try (Socket s = new Socket(LOOPBACK, server.getLocalPort())) {
                    s.setTcpNoDelay(true);
                    s.getOutputStream().write(("hello " + i + "\n").getBytes());
                    assertEquals("echo hello " + i, new BufferedReader(new InputStreamReader(s.getInputStream())).readLine());
                }
            }
            t.join();
        }
    }

    @Test
    void timeoutsAndRefusals() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            port = server.getLocalPort();
            server.setSoTimeout(10);
            assertThrows(SocketTimeoutException.class, server::accept);
        }
        assertThrows(ConnectException.class, () -> new Socket(LOOPBACK, port));
    }

    @Test
    void closingWakesTheAcceptor() throws Exception {
        ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
        String[] message = new String[1];
        Thread t = new Thread(() -> {
            try {
                server.accept();
            } catch (SocketException e) {
                message[0] = e.getMessage();
            } catch (IOException e) {
                message[0] = "other " + e;
            }
        });
        t.start();
        Thread.sleep(20);
        server.close();
        t.join();
        assertTrue(message[0].contains("ocket closed"), message[0]);
    }

    @Test
    void selectors() throws Exception {
        try (Selector selector = Selector.open(); ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            InetSocketAddress at = (InetSocketAddress) server.getLocalAddress();
            StringBuilder answer = new StringBuilder();
            Thread client = new Thread(() -> {
                try (SocketChannel c = SocketChannel.open(at)) {
                    c.write(ByteBuffer.wrap("abc".getBytes()));
                    ByteBuffer b = ByteBuffer.allocate(10);
                    while (b.position() < 3) {
                        c.read(b);
                    }
                    answer.append(new String(b.array(), 0, 3));
                } catch (IOException e) {
                    answer.append(e);
                }
            });
            client.start();
            boolean done = false;
            while (!done) {
                selector.select(1000);
                for (Iterator<SelectionKey> it = selector.selectedKeys().iterator(); it.hasNext(); ) {
                    SelectionKey k = it.next();
                    it.remove();
                    if (k.isAcceptable()) {
                        SocketChannel c = server.accept();
                        c.configureBlocking(false);
                        c.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(16));
                    } else if (k.isReadable()) {
                        ByteBuffer b = (ByteBuffer) k.attachment();
                        int n = ((SocketChannel) k.channel()).read(b);
                        if (n < 0) {
                            k.channel().close();
                            done = true;
                        } else if (b.position() == 3) {
                            b.flip();
                            ((SocketChannel) k.channel()).write(b);
                            b.clear();
                        }
                    }
                }
            }
            client.join();
            assertEquals("abc", answer.toString());
            selector.wakeup();
            assertEquals(0, selector.select(1000));
        }
    }

    @Test
    void datagrams() throws Exception {
        try (DatagramSocket a = new DatagramSocket(0, LOOPBACK); DatagramSocket b = new DatagramSocket(0, LOOPBACK)) {
            byte[] data = "packet".getBytes();
            a.send(new DatagramPacket(data, data.length, LOOPBACK, b.getLocalPort()));
            DatagramPacket p = new DatagramPacket(new byte[100], 100);
            b.setSoTimeout(10_000);
            b.receive(p);
            assertEquals("packet", new String(p.getData(), 0, p.getLength()));
            assertEquals(a.getLocalPort(), p.getPort());
        }
    }

    @Test
    void addresses() throws Exception {
        assertEquals("127.0.0.1", InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostAddress());
        assertTrue(LOOPBACK.isLoopbackAddress());
        assertEquals("10.1.2.3", InetAddress.getByName("10.1.2.3").getHostAddress());
        assertEquals("0:0:0:0:0:0:0:1", InetAddress.getByName("::1").getHostAddress());
        assertEquals(80, InetSocketAddress.createUnresolved("example.invalid", 80).getPort());
    }

    @Test
    void uris() {
        URI u = URI.create("http://user@host:8080/a/b/../c?q=1&r=%20#frag");
        assertEquals("host", u.getHost());
        assertEquals(8080, u.getPort());
        assertEquals("q=1&r= ", u.getQuery());
        assertEquals("q=1&r=%20", u.getRawQuery());
        assertEquals("/a/c", u.normalize().getPath());
        assertEquals("http://h/x/z", URI.create("http://h/x/y").resolve("z").toString());
        assertThrows(IllegalArgumentException.class, () -> URI.create("http://a b"));
        assertEquals("a+b%C3%A9%26", URLEncoder.encode("a bé&", StandardCharsets.UTF_8));
        assertEquals("a bé&", URLDecoder.decode("a+b%C3%A9%26", StandardCharsets.UTF_8));
    }
}
