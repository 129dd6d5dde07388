class Lower extends Upper {
    int l = 3;

    String show() {
        return super.show() + " l=" + l;
    }
}
