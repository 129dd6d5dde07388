import java.util.List;

class Pair {
    interface Side {
        String name();
    }

    static List<Side> make() {
        Side first = new Side() { public String name() { return "left"; } };
        Side second = new Side() { public String name() { return "right"; } };
        return List.of(first, second);
    }
}
