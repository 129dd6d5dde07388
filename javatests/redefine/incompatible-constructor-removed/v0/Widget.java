class Widget {
    Widget() {}
}
