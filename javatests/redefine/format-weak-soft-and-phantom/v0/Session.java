class Session {
    String extra() {
        return "";
    }
}
