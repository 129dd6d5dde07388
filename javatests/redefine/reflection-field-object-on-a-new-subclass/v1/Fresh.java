/** New, below a class whose fields have moved. */
class Fresh extends Item {
    int own = 1;
}
