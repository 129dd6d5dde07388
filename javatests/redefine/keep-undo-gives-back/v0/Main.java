import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Ticket> tickets = new ArrayList<>();
        Ticket sold = new Ticket();
        sold.seat = "A1";
        sold.price = 9;
        tickets.add(sold);
        show(tickets);
        while (Live.update()) {
            tickets.add(new Ticket());
            show(tickets);
            jrun.update.Updates.undo();
            System.out.println("undone");
            tickets.add(new Ticket());
            show(tickets);
        }
    }

    static void show(List<Ticket> tickets) {
        for (int at = 0; at < tickets.size(); at++) {
            System.out.println(at + ": " + tickets.get(at).show());
        }
    }
}
