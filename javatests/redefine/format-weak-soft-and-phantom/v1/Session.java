class Session {
    String user = "root";

    String extra() {
        return ", user " + user;
    }
}
