import java.util.concurrent.ConcurrentHashMap;

public class Main {
    public static void main(String[] args) {
        ConcurrentHashMap<Integer, Session> map = new ConcurrentHashMap<>();
        for (int i = 0; i < 50; i++) {
            map.put(i, new Session(i));
        }
        do {
            int sum = map.values().stream().mapToInt(Session::hits).sum();
            System.out.println(sum + 2 + " " + map.get(2).id);
        } while (Live.update());
    }
}
