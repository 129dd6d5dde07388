class Server {
    static int served;

    static String serve() {
        return "served " + ++served;
    }
}
