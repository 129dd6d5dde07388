class Item {
    int code;

    Item(String code) {
        this.code = Integer.parseInt(code);
    }

    String show() {
        return "code " + code;
    }
}
