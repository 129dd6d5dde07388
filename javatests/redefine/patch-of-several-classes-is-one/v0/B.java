class B {
    String text() {
        return "B0";
    }
}
