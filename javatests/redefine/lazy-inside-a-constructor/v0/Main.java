import java.util.IdentityHashMap;
import java.util.Map;

public class Main {
    static final Map<Part, String> marks = new IdentityHashMap<>();
    static boolean go;

    public static void main(String[] args) {
        Part before = new Part("left");
        Part after = new Part("left");
        do {
            System.out.println("begun before: " + before.show());
            System.out.println("begun after: " + after.show());
        } while (Live.update());
    }
}
