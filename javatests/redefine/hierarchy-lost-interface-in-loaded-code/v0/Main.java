import java.util.List;

public class Main {
    static Named shown;
    static final Tag TAG = new Tag();

    static String show(Named named) {
        return named.name();
    }

    static Named make() {
        return TAG;
    }

    static void store() {
        shown = TAG;
    }

    static int length() {
        return show(TAG).length();
    }

    static boolean is(Tag tag) {
        return tag instanceof Named;
    }

    static String tried(java.util.concurrent.Callable<?> call) {
        try {
            return String.valueOf(call.call());
        } catch (Throwable thrown) {
            return thrown.getClass().getName();
        }
    }

    public static void main(String[] args) {
        do {
            store();
            System.out.println(List.of(tried(() -> show(make())), tried(Main::length), is(TAG), shown == TAG));
            System.out.println(new Other().show());
        } while (Live.update());
    }
}
