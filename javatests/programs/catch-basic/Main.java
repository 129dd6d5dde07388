/** throw, catch, finally and the exceptions that instructions raise. */
public class Main {
    static class Mine extends Exception {
        final int code;

        Mine(String m, int code) {
            super(m);
            this.code = code;
        }
    }

    static int depth(int n) throws Mine {
        if (n == 0) {
            throw new Mine("bottom", 42);
        }
        try {
            return depth(n - 1);
        } finally {
            trace += n;
        }
    }

    static String trace = "";

    @SuppressWarnings("finally")
    static int overriding() {
        try {
            throw new IllegalStateException();
        } finally {
            return 7;
        }
    }

    public static void main(String[] args) {
        try {
            depth(5);
        } catch (Mine e) {
            System.out.println(e.getMessage() + " " + e.code + " " + trace);
        }
        System.out.println(overriding());
        Runnable[] bad = {
            () -> System.out.println(1 / (trace.length() - 5)),
            () -> System.out.println(new int[2][3][1][5] == null ? 1 : new int[4][7].length / new int[0].length),
            () -> System.out.println((Integer) (Object) trace),
            () -> System.out.println(((String) null).length()),
            () -> System.out.println(new int[-trace.length()]),
            () -> {
                Object[] a = new String[1];
                a[0] = 1;
            },
        };
        for (Runnable r : bad) {
            try {
                r.run();
                System.out.println("not reached");
            } catch (RuntimeException e) {
                System.out.println(e);
            }
        }
    }
}
