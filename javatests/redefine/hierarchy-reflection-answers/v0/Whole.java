public class Whole {
    public int size() {
        return 1;
    }
}
