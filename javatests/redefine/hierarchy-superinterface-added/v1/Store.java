interface Store extends AutoCloseable {
    default void close() {
        System.out.println("closed default");
    }
}
