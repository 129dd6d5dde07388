class Signal {
    int number;

    String text() {
        return "woken with " + number;
    }
}
