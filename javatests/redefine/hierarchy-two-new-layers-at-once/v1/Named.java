class Named {
    String name = "thing";
}
