class Toy {
    String kind = "car";

    String kind() {
        return kind;
    }
}
