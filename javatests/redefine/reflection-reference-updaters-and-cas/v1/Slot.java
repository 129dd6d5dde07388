class Slot {
    String name = "slot";
    volatile String content = "a";
}
