class Client {
    static String use(Service service) {
        return service.first();
    }
}
