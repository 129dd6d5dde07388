class Kept {
    static String text() {
        return "still here";
    }
}
