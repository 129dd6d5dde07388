import java.util.IdentityHashMap;

public class Main {
    public static void main(String[] args) {
        Ticket[] sold = {new Ticket("A1", 10), new Ticket("A2", 20)};
        IdentityHashMap<Ticket, String> names = new IdentityHashMap<>();
        names.put(sold[0], "first");
        Ticket second = sold[1];
        int hash = System.identityHashCode(second);
        synchronized (second) {
            do {
                second.touch();
                for (Ticket ticket : sold) {
                    System.out.println(ticket.show());
                }
                System.out.println("same " + (second == sold[1] && names.containsKey(sold[0])) + ", locked "
                        + Thread.holdsLock(sold[1]) + ", hash " + (hash == System.identityHashCode(sold[1])));
            } while (Live.update());
        }
    }
}
