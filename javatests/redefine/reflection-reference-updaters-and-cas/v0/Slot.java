class Slot {
    volatile String content = "a";
}
