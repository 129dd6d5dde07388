public class Part {
    String kind = "screw";

    public Part() {}

    public String toString() {
        return "part kind " + kind;
    }
}
