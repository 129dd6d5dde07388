class Config {
    static String address;
    static long started = 5;

    static String show() {
        return address + " since " + started;
    }
}
