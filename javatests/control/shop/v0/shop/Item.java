package shop;

public class Item {
    int id;
    String note;

    Item(int id) {
        this.id = id;
        note = "note" + id;
    }
}
