class User {
    final String name;

    User(String name) {
        this.name = name;
    }

    public String toString() {
        return name + ": no role";
    }
}
