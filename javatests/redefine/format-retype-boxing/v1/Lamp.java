class Lamp {
    Integer level;

    Lamp(int level) {
        this.level = level;
    }

    String show() {
        return "level " + (level == null ? "nothing" : level.getClass().getSimpleName() + " " + level);
    }
}
