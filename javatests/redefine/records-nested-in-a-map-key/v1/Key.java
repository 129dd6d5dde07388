record Key(int number, String text) {
    public int hashCode() {
        return 31 * number + 7;
    }
}
