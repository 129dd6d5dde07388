class Item {
    String code;

    Item(String code) {
        this.code = code;
    }

    String show() {
        return "code " + code;
    }
}
