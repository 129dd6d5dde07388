import java.util.List;

public class Main {
    public static void main(String[] args) throws Exception {
        List<Pair.Side> kept = Pair.make();
        do {
            List<Pair.Side> fresh = Pair.make();
            System.out.println("kept: " + kept.get(0).name() + " and " + kept.get(1).name());
            System.out.println("fresh: " + fresh.get(0).name() + " and " + fresh.get(1).name());
            System.out.println("the same class: " + (kept.get(0).getClass() == fresh.get(0).getClass())
                    + " " + (kept.get(1).getClass() == fresh.get(1).getClass()));
            System.out.println("found: " + isFound(kept.get(0)) + " " + isFound(kept.get(1)));
        } while (Live.update());
    }

    static boolean isFound(Object object) throws Exception {
        return Class.forName(object.getClass().getName()) == object.getClass();
    }
}
