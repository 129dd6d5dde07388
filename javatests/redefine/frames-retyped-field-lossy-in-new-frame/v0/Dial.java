class Dial {
    String mark;

    void turn() {
        mark = "nine";
        Live.update();
        System.out.println("old frame reads " + mark);
    }

    String mark() {
        return mark;
    }
}
