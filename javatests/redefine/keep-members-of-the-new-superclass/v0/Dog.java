class Dog extends Animal {
    private String secret() {
        return "bone";
    }
}
