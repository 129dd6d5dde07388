class Part {
    final String left;
    final String right;

    Part(String left) {
        this(left, pause("right"));
        mark(this);
    }

    private Part(String left, String right) {
        this.left = left;
        this.right = right;
    }

    private static String pause(String text) {
        Main.go = Live.update();
        return text;
    }

    private static void mark(Part part) {
        Main.marks.put(part, part.tag());
    }

    private String tag() {
        return "old";
    }

    String show() {
        return left + " " + right + " " + Main.marks.get(this);
    }
}
