class Config {
    static String host = "localhost";
    static int port = 8080;
    static long started = 5;
    static boolean secure = true;

    static String show() {
        return (secure ? "https://" : "http://") + host + ":" + port + " " + started;
    }
}
