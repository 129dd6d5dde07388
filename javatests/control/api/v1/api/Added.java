package api;

public class Added {
    public String text() {
        return "new";
    }
}
