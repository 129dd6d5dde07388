class Report extends Main.OldBase {
    String text() {
        return super.title() + " + own";
    }
}
