class Lamp {
    int level;

    Lamp(int level) {
        this.level = level;
    }

    String show() {
        return "level " + level;
    }
}
