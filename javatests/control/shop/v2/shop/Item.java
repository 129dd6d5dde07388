package shop;

public class Item {
    int id;
    int price = 8;

    Item(int id) {
        this.id = id;
    }
}
