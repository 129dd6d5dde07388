import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Ticket> sold = new ArrayList<>();
        int number = 0;
        do {
            sold.add(Desk.sell("A" + ++number));
            for (Ticket ticket : sold) {
                System.out.println(Desk.look(ticket) + " " + (ticket.getClass() == Ticket.class)
                        + " " + (ticket instanceof Ticket) + " " + ticket.markOf(sold.get(0)));
            }
        } while (Live.update());
    }
}
