class Supplier1 {
    static String get() {
        return "supplied";
    }
}
