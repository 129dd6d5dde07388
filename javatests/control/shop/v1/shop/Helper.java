package shop;

/** No class path has it: it comes with the patch. */
class Helper {
    static String text(Item item) {
        return "id" + item.id + " price" + item.price;
    }
}
