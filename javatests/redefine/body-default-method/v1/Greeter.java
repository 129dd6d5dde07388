interface Greeter {
    default String greet() {
        return ("hello from " + getClass().getSimpleName()).toUpperCase();
    }
}
