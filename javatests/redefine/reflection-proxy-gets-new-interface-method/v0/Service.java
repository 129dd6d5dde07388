interface Service {
    String first();
}
