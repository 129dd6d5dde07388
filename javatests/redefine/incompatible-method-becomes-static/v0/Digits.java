class Digits {
    int seven() {
        return 7;
    }
}
