class B {
    int n = 1;

    String text() {
        return "B" + n;
    }
}
