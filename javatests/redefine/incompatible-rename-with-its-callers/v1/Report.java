class Report {
    static String of(Rectangle r) {
        return "area of " + r.area();
    }
}
