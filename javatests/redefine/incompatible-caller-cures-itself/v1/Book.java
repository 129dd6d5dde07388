class Book {
    String name() {
        return "Moby-Dick";
    }
}
