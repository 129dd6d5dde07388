import java.util.Collection;

class Bag {
    Collection<Integer> items;

    void fill() {}

    public String toString() {
        return items + " Collection";
    }
}
