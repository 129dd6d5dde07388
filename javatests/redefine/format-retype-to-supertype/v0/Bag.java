import java.util.ArrayList;
import java.util.List;

class Bag {
    ArrayList<Integer> items;

    void fill() {
        items = new ArrayList<>(List.of(1, 2));
    }

    public String toString() {
        return items + " ArrayList";
    }
}
