class Base {
    String read() {
        return "text of " + name();
    }

    String name() {
        return "base";
    }
}
