class Dog extends Animal {
    String name() {
        return "dog";
    }
}
