class Session {
    int hits = 1;
    final int id;

    Session(int id) {
        this.id = id;
    }

    int hits() {
        return hits;
    }
}
