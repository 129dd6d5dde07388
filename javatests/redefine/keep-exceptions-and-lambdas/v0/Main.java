import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

public class Main {
    public static void main(String[] args) {
        List<Trouble> troubles = new ArrayList<>();
        List<Supplier<String>> tellers = new ArrayList<>();
        do {
            troubles.add(new Trouble());
            tellers.add(troubles.get(troubles.size() - 1).teller());
            for (int at = 0; at < troubles.size(); at++) {
                try {
                    throw troubles.get(at);
                } catch (Trouble caught) {
                    System.out.println("caught " + caught.getClass().getSimpleName() + " " + caught.getMessage()
                            + "; lambda says " + tellers.get(at).get());
                }
            }
        } while (Live.update());
    }
}
