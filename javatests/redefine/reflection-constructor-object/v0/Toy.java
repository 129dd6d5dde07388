class Toy {
    String kind() {
        return "?";
    }
}
