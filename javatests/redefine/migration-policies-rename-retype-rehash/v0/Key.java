class Key {
    String name;
    int age;
    private final String code;

    Key(String name, int age, String code) {
        this.name = name;
        this.age = age;
        this.code = code;
    }

    String name() {
        return name;
    }

    public int hashCode() {
        return name.hashCode();
    }

    public boolean equals(Object other) {
        return other instanceof Key && ((Key) other).name.equals(name);
    }

    public String toString() {
        return name + " " + age + " " + code;
    }
}
