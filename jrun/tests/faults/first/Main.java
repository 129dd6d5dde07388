import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** Holds objects of all classes, and says what it sees whenever it is asked. Never updated. */
public class Main {
    static final Object[] ARRAY = new Object[8];
    static final List<Base> LIST = new ArrayList<>();
    static final Map<Object, String> MAP = new HashMap<>();

    /** Linked to the field as it was compiled. */
    private static String count() {
        try {
            return String.valueOf(Base.count);
        } catch (LinkageError error) {
            return error.getClass().getSimpleName();
        }
    }

    public static void main(String[] args) {
        for (int at = 0; at < ARRAY.length; at++) {
            Base base = at % 2 == 0 ? new Base(at) : new Leaf(at);
            ARRAY[at] = base;
            LIST.add(base);
            MAP.put(base, "of " + at);
        }
        Base.shared = (Base) ARRAY[3];
        int[] hashes = new int[ARRAY.length];
        for (int at = 0; at < hashes.length; at++) {
            hashes[at] = System.identityHashCode(ARRAY[at]);
        }
        Scanner in = new Scanner(System.in);
        while (in.hasNextLine() && in.nextLine().equals("say")) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < ARRAY.length; at++) {
                Object object = ARRAY[at];
                text.append(object).append(object == LIST.get(at)).append(MAP.get(object));
                text.append(System.identityHashCode(object) == hashes[at]).append(object instanceof Named).append(' ');
            }
            text.append(Base.shared).append(' ').append(count()).append(' ').append(Caller.call((Leaf) ARRAY[1]));
            System.out.println(text);
        }
    }
}
