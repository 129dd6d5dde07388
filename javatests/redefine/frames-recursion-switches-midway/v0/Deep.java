class Deep {
    static void go(int n) {
        System.out.println("v0 down " + n);
        if (n == 2) {
            Main.more = Live.update();
        }
        if (n > 1) {
            go(n - 1);
        }
        System.out.println("v0 up " + n);
    }
}
