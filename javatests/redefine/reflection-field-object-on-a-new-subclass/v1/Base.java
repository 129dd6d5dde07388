class Base {
    long extra = 593;
    String more = "more";
}
