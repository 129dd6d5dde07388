class Probe {
    static String named(Object door) {
        return "NoSuchMethodError";
    }
}
