class Base {
    String name = "new";

    String who() {
        return name + " base";
    }
}
