import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Object> kept = Lists.make(null, "a b");
        String next = "c";
        do {
            List<Object> fresh = Lists.make(null, "x");
            System.out.println("kept: " + kept.get(0) + ", " + kept.get(1) + " " + ((Enum<?>) kept.get(1)).ordinal() + ", " + kept.get(2));
            System.out.println("equal: " + kept.get(2).equals(fresh.get(2)) + ", the same: " + (kept.get(1) == fresh.get(1)));
            System.out.println(kept.get(0).getClass().getName() + " " + kept.get(1).getClass().getName() + " "
                    + kept.get(2).getClass().getName());
        } while (Live.update() && Lists.make(kept.get(0), next) != null && (next = "d") != null);
    }
}
