class Basket {
    final String name;

    Basket(String name) {
        this.name = name;
    }

    class Item {
        String show() {
            return "item of " + name;
        }
    }
}
