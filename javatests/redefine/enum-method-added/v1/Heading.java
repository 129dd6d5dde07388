enum Heading {
    NORTH, SOUTH;

    Heading opposite() {
        return this == NORTH ? SOUTH : NORTH;
    }

    String show() {
        return name() + " " + opposite();
    }
}
