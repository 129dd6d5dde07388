enum Heading {
    NORTH, SOUTH;

    String show() {
        return name() + " ?";
    }
}
