class Late {
    static String use() {
        return Supplier1.get();
    }
}
