class User {
    final String name;
    String role = "guest";

    User(String name) {
        this.name = name;
    }

    public String toString() {
        return name + ": " + role;
    }
}
