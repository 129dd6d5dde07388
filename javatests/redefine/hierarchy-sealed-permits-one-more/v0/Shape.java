sealed interface Shape permits Circle {
    String name();
}
