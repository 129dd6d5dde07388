class Session {
    final int id;

    Session(int id) {
        this.id = id;
    }

    int hits() {
        return 0;
    }
}
