public class Base {
    static Base shared;
    static int count;
    protected int number;
    String text = "text";

    Base(int number) {
        this.number = number;
        count++;
    }

    @Override
    public String toString() {
        return "base " + number + text;
    }
}
