class Guard {
    int level = 2;

    void enter() {
        System.out.println("never");
    }

    int level() {
        return level;
    }
}
