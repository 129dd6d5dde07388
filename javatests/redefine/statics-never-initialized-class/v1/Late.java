import java.util.List;

class Late {
    static String version = "v1";
    static List<String> extra = List.of("second");

    public String toString() {
        return "Late " + version + " " + extra;
    }
}
