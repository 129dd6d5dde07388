class Printer {
    String kind(Object o) {
        return "object";
    }

    String kind(String s) {
        return "string";
    }
}
