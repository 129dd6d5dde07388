import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Door> doors = new ArrayList<>();
        do {
            doors.add(new Door());
            for (int at = 0; at < doors.size(); at++) {
                Object door = doors.get(at);
                System.out.println(at + ": " + doors.get(at).close() + "; closeable " + (door instanceof Closes)
                        + ", named " + (door instanceof Named) + "; named " + Probe.named(door));
            }
        } while (Live.update());
    }
}
