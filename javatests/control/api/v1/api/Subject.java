package api;

public class Subject {
    private final int number = 3;

    public String text() {
        return new Added().text() + number;
    }
}
