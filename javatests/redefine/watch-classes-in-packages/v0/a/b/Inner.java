package a.b;

public class Inner {
    static class Deep {
        static String text() {
            return "Inner$Deep 0";
        }
    }

    public static String text() {
        return "a.b.Inner 0 with " + Deep.text();
    }
}
