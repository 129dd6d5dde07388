class Ports {
    static int http = Integer.parseInt("http");

    static String show() {
        return "http " + http;
    }
}
