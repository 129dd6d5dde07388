class Engine {
    static void run() {
        Main.more = Live.update();
        System.out.println(helper());
    }

    static String helper() {
        return "old helper still there";
    }
}
