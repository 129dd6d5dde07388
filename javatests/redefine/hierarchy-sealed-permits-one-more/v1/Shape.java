sealed interface Shape permits Circle, Square {
    String name();
}
