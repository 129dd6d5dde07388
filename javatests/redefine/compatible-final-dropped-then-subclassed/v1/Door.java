class Door {
    String state() {
        return "closed";
    }
}
