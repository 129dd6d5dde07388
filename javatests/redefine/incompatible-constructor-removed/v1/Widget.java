class Widget {
    final String name;

    Widget(String name) {
        this.name = name;
    }
}
