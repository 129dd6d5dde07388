import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;

/** A text adventure played from standard input. */
public class Main {
    enum Direction {
        NORTH, SOUTH, EAST, WEST;

        Direction opposite() {
            return values()[ordinal() ^ 1];
        }
    }

    static class Room {
        final String name;
        final Map<Direction, Room> exits = new EnumMap<>(Direction.class);
        final Set<String> things = new LinkedHashSet<>();

        Room(String name, String... things) {
            this.name = name;
            this.things.addAll(Set.of(things));
        }

        void connect(Direction d, Room r) {
            exits.put(d, r);
            r.exits.put(d.opposite(), this);
        }
    }

    private Room here;
    private final Room vault;
    private final Set<String> bag = new LinkedHashSet<>();
    private final Map<String, Command> commands = new HashMap<>();

    interface Command {
        String run(String argument);
    }

    Main() {
        Room hall = new Room("hall", "lamp");
        Room garden = new Room("garden", "key");
        vault = new Room("vault", "treasure");
        hall.connect(Direction.NORTH, garden);
        hall.connect(Direction.EAST, vault);
        here = hall;
        commands.put("go", this::go);
        commands.put("take", a -> here.things.remove(a) && bag.add(a) ? "taken: " + a : "no " + a + " here");
        commands.put("drop", a -> bag.remove(a) && here.things.add(a) ? "dropped: " + a : "you have no " + a);
        commands.put("look", a -> here.name + " " + here.things + " exits " + here.exits.keySet());
        commands.put("bag", a -> bag.toString());
    }

    private String go(String where) {
        Direction d;
        try {
            d = Direction.valueOf(where.toUpperCase());
        } catch (IllegalArgumentException e) {
            return "where is " + where + "?";
        }
        Room next = here.exits.get(d);
        if (next == null) {
            return "a wall";
        }
        if (next == vault && !bag.contains("key")) {
            return "the vault is locked";
        }
        here = next;
        return "you are in the " + here.name;
    }

    public static void main(String[] args) {
        Main game = new Main();
        Scanner in = new Scanner(System.in);
        int moves = 0;
        while (in.hasNextLine()) {
            String[] words = in.nextLine().trim().split("\\s+", 2);
            System.out.println("> " + String.join(" ", words));
            if (words[0].equals("quit")) {
                break;
            }
            moves++;
            Command c = game.commands.get(words[0]);
            System.out.println(c == null ? "I do not know how to " + words[0] : c.run(words.length > 1 ? words[1] : ""));
        }
        System.out.println(moves + " moves, " + (game.bag.contains("treasure") ? "won" : "lost"));
    }
}
