class View {
    static String show(Book book) {
        return "name " + book.name();
    }
}
