class Pet {
    String owner = "Ann";
}
