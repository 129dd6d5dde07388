import java.util.EnumMap;
import java.util.EnumSet;

public class Main {
    public static void main(String[] args) {
        EnumMap<Size, Integer> map = new EnumMap<>(Size.class);
        EnumSet<Size> set = EnumSet.of(Size.SMALL);
        map.put(Size.SMALL, 1);
        map.put(Size.LARGE, 2);
        do {
            if (Size.values().length == 3) {
                map.put(Size.values()[2], 3);
                set.add(Size.values()[2]);
            }
            System.out.println(map + " " + set);
        } while (Live.update());
    }
}
