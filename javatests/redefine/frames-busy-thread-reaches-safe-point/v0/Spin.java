class Spin implements Runnable {
    public void run() {
        while (true) {
            Main.seen = step();
        }
    }

    static String step() {
        return "v0";
    }
}
