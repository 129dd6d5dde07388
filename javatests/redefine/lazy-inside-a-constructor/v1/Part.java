class Part {
    final String left;
    final String middle = "middle";
    final String right;

    Part(String left) {
        this(left, "right");
        mark(this);
    }

    private Part(String left, String right) {
        this.left = left;
        this.right = right;
    }

    private static void mark(Part part) {
        Main.marks.put(part, part.tag());
    }

    private String tag() {
        return "new";
    }

    String show() {
        return left + " " + middle + " " + right + " " + Main.marks.get(this);
    }
}
