class Digits {
    static int seven() {
        return 7;
    }
}
