class Printer {
    String kind(Object o) {
        return "object";
    }
}
