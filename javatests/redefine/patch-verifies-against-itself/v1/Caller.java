class Caller {
    static String call() {
        return take(new Box());
    }

    static String take(Named named) {
        return "took " + named.name();
    }
}
