class Slow {
    static int a = 1;
    static int b;

    static {
        Live.update();
        b = 2;
    }

    static String extra() {
        return "";
    }
}
