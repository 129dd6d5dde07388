import java.lang.reflect.Proxy;

public class Main {
    public static void main(String[] args) {
        Service proxy = (Service) Proxy.newProxyInstance(Main.class.getClassLoader(), new Class<?>[] {Service.class},
                (self, method, arguments) -> "proxy: " + method.getName());
        do {
            System.out.println(Live.attempt(() -> Client.use(proxy)));
        } while (Live.update());
    }
}
