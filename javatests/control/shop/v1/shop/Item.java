package shop;

public class Item {
    int id;
    int price = 7;

    Item(int id) {
        this.id = id;
    }
}
