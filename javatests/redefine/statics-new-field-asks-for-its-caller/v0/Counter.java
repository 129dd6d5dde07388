class Counter {
    String show() {
        return "0 nobody";
    }
}
