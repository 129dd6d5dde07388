class Probe {
    static String named(Object door) {
        return Live.attempt(() -> ((Named) door).name());
    }
}
