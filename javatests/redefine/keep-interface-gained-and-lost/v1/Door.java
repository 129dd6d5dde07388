class Door implements Named {
    String close() {
        return "closes loudly";
    }
}
