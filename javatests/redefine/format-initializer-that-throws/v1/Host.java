class Host {
    int port = Integer.parseInt("eighty");

    String show() {
        return "port " + port;
    }
}
