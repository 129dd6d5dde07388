package st;

import java.util.concurrent.atomic.AtomicInteger;

public class Subject {
    static AtomicInteger state = new AtomicInteger(1);

    static String text() {
        return "v0 " + state.get();
    }
}
