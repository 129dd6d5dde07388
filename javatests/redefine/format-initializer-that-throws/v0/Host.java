class Host {
    String show() {
        return "no port";
    }
}
