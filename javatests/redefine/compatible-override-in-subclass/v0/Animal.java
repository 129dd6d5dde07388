class Animal {
    String name() {
        return "animal";
    }
}
