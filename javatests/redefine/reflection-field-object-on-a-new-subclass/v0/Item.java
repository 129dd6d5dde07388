class Item extends Base {
    int count = 7;
    Object label = "label";
    short small = 104;
}
