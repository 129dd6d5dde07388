class Widget {
    Widget(String name) {}
}
