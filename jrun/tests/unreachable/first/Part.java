public class Part {
    int number = 1;

    public Part() {}

    @Override
    public String toString() {
        return "part " + number;
    }
}
