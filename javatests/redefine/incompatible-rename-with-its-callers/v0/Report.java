class Report {
    static String of(Rectangle r) {
        return "area " + r.size();
    }
}
