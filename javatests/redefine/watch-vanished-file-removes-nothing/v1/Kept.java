class Kept {
    static String text() {
        return "back and newer";
    }
}
