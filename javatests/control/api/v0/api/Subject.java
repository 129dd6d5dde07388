package api;

public class Subject {
    public String text() {
        return "old";
    }
}
