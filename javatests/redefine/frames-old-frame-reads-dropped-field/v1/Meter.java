class Meter {
    String unit = "m";

    void measure() {
        Main.more = Live.update();
        System.out.println("new frame: no count");
    }
}
