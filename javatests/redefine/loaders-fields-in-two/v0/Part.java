public class Part {
    public Part() {}

    public String toString() {
        return "part";
    }
}
