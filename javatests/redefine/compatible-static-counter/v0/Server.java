class Server {
    static String serve() {
        return "served";
    }
}
