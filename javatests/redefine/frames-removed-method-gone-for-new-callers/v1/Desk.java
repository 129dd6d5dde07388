class Desk {
    static void run() {
        Main.more = Live.update();
        System.out.println("inside: none");
    }
}
