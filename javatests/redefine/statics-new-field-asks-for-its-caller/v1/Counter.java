import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

class Counter {
    /** Both ask which class calls them: the field is private, and the lookup is that class's. */
    private static final AtomicLongFieldUpdater<Counter> COUNT =
            AtomicLongFieldUpdater.newUpdater(Counter.class, "count");
    private static final Class<?> OWNER = MethodHandles.lookup().lookupClass();

    private volatile long count;

    String show() {
        return COUNT.incrementAndGet(this) + " " + OWNER.getSimpleName();
    }
}
