class Lock {
    String extra() {
        return "";
    }
}
