class Dial {
    int mark;

    void turn() {}

    String mark() {
        return "" + mark;
    }
}
