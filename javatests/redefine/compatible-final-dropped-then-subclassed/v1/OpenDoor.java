class OpenDoor extends Door {
    String state() {
        return "open";
    }
}
