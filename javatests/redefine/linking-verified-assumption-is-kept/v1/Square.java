class Square {
    String text() {
        return "no shape";
    }
}
