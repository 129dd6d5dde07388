package st;

import java.util.concurrent.atomic.AtomicInteger;

public class Subject {
    static AtomicInteger state = new AtomicInteger(2);
    static AtomicInteger fresh = new AtomicInteger(3);

    static String text() {
        return "v1 " + state.get() + " " + (fresh == null ? "none" : fresh.get() + Beside.TEXT);
    }
}
