package a.b;

public class Inner {
    static class Deep {
        static String text() {
            return "Inner$Deep 1";
        }
    }

    public static String text() {
        return "a.b.Inner 1 with " + Deep.text();
    }
}
