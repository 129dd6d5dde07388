class Signal {
    String text() {
        return "woken";
    }
}
