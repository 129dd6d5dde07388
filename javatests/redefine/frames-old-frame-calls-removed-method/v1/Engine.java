class Engine {
    static void run() {
        Main.more = Live.update();
        System.out.println("v1 needs no helper");
    }
}
