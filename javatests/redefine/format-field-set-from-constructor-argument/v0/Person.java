class Person {
    final String name;

    Person(String name) {
        this.name = name;
    }

    public String toString() {
        return name;
    }
}
