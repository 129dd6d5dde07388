class Local {
    final int value;

    Local(int value) {
        this.value = value;
    }

    String show(String where) {
        return where + " " + value;
    }

    String showAfter(boolean more, Local other) {
        return show("operand");
    }
}
