class Report extends Main.NewBase {
    String text() {
        return super.title() + " + own";
    }
}
