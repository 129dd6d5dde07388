class Meter {
    String unit = "m";
    int count = 5;

    void measure() {
        int before = count;
        Main.more = Live.update();
        System.out.println("old frame: " + count + " then " + ++count);
    }
}
