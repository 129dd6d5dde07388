import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) throws Exception {
        List<Object> flock = new ArrayList<>();
        do {
            flock.add(new Sheep("" + (char) ('a' + flock.size())));
            Sheep[] all = new Sheep[flock.size()];
            Object[] loose = all;
            for (int at = 0; at < all.length; at++) {
                Sheep sheep = (Sheep) flock.get(at);
                loose[at] = sheep.twin();
                System.out.println(all[at].show() + " clone of " + sheep.show() + "; "
                        + all.clone()[at].show() + " clone of " + Sheep.class.cast(flock.get(at)).show()
                        + "; array " + (loose[at] instanceof Sheep)
                        + "; same class " + (all[at].getClass() == flock.get(0).getClass()));
            }
        } while (Live.update());
    }
}
