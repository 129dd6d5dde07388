import java.util.ArrayList;
import java.util.List;

public class Main {
    static void show(String which, Object dog) {
        System.out.println(which + ": " + ((Dog) dog).all() + "; animal " + (dog instanceof Animal)
                + " robot " + (dog instanceof Robot));
    }

    public static void main(String[] args) {
        List<Object> dogs = new ArrayList<>();
        do {
            dogs.add(new Dog());
            for (int at = 0; at < dogs.size(); at++) {
                show(at == 0 ? "old" : "new", dogs.get(at));
            }
            if (dogs.size() > 1) {
                System.out.println("animal's legs of the old one: " + Live.attempt(() -> ((Animal) dogs.get(0)).legs));
                Object last = dogs.get(dogs.size() - 1);
                System.out.println("animal's legs of the new one: " + Live.attempt(() -> ((Animal) last).legs));
            }
        } while (Live.update());
    }
}
