import java.util.PriorityQueue;
import java.util.Random;

/** A discrete event simulation of a shop with two tills. */
public class Main {
    sealed interface Event extends Comparable<Event> permits Arrival, Departure {
        int time();

        @Override
        default int compareTo(Event o) {
            int c = Integer.compare(time(), o.time());
            return c != 0 ? c : Boolean.compare(this instanceof Arrival, o instanceof Arrival);
        }
    }

    record Arrival(int time, int customer) implements Event {
    }

    record Departure(int time, int till) implements Event {
    }

    public static void main(String[] args) {
        Random r = new Random(2013);
        PriorityQueue<Event> events = new PriorityQueue<>();
        for (int i = 0, t = 0; i < 400; i++) {
            t += 1 + r.nextInt(5);
            events.add(new Arrival(t, i));
        }
        boolean[] busy = new boolean[2];
        java.util.ArrayDeque<Arrival> queue = new java.util.ArrayDeque<>();
        int longest = 0;
        long waited = 0;
        int served = 0;
        int now = 0;
        while (!events.isEmpty()) {
            Event e = events.poll();
            now = e.time();
            if (e instanceof Arrival a) {
                queue.add(a);
            } else if (e instanceof Departure d) {
                busy[d.till()] = false;
                served++;
            }
            for (int till = 0; till < busy.length && !queue.isEmpty(); till++) {
                if (!busy[till]) {
                    Arrival a = queue.poll();
                    waited += now - a.time();
                    busy[till] = true;
                    events.add(new Departure(now + 3 + r.nextInt(6), till));
                }
            }
            longest = Math.max(longest, queue.size());
        }
        System.out.println("served " + served + " until " + now + ", longest queue " + longest + ", waited " + waited);
    }
}
