class Factory {
    static Person make(String name) {
        return new Person(name, 33);
    }
}
