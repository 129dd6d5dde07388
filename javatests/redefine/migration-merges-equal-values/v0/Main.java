import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

public class Main {
    public static void main(String[] args) {
        List<Color> colors = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            colors.add(new Color(i % 2, 7));
        }
        boolean go;
        // At least one of the two is no winner.
        synchronized (colors.get(3)) {
            synchronized (colors.get(5)) {
                show(colors);
                go = Live.update();
            }
        }
        while (go) {
            show(colors);
            go = Live.update();
        }
    }

    static void show(List<Color> colors) {
        Set<Color> different = Collections.newSetFromMap(new IdentityHashMap<>());
        different.addAll(colors);
        System.out.println(colors + " " + different.size());
    }
}
