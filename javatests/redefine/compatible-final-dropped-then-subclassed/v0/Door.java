final class Door {
    final String state() {
        return "closed";
    }
}
