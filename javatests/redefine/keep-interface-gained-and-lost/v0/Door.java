class Door implements Closes {
    String close() {
        return "closes " + how();
    }
}
