class Basket {
    final String name;

    Basket(String name) {
        this.name = name;
    }

    class Item {
        int count = 2;

        String show() {
            return count + " items of " + name;
        }
    }
}
