class View {
    static String show(Book book) {
        return "title " + book.title();
    }
}
