class Book {
    String title() {
        return "Moby-Dick";
    }
}
