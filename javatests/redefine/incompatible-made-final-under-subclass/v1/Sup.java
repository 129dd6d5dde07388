final class Sup {
    String name() {
        return "sup";
    }
}
