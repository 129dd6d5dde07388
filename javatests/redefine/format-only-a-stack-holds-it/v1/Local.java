class Local {
    final int value;
    int more = 7;

    Local(int value) {
        this.value = value;
    }

    String show(String where) {
        return where + " " + value + " and " + more;
    }

    String showAfter(boolean go, Local other) {
        return (go ? other.show("local") + "\n" : "") + show("operand");
    }
}
