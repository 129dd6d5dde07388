interface Service {
    String first();

    String second();
}
