import java.util.ArrayList;

public class Main {
    public static void main(String[] args) {
        Named list = new Named("n");
        list.add(1);
        do {
            String extra = Live.attempt(() -> " with " + ArrayList.class.getField("extra").get(list));
            System.out.println("own list " + list + " named " + list.name + (extra.startsWith(" ") ? extra : ""));
        } while (Live.update());
    }
}
