public class Part {
    static String origin = found();
    String name;
    int number = 1;

    public Part() {}

    private static String found() {
        System.gc();
        return "here";
    }

    @Override
    public String toString() {
        return "part " + number + " named " + name + " from " + origin;
    }
}
