class Thing {
    String size = "small";
}
