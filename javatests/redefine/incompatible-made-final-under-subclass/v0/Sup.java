class Sup {
    String name() {
        return "sup";
    }
}
