public class Base extends Above implements Named {
    static Base shared;
    static long count;
    static String fresh = "fresh";
    long number;
    String more = "more";

    Base(int number) {
        this.number = number;
        count++;
    }

    @Override
    public String toString() {
        return "Base " + number + more + above + name() + fresh;
    }
}
