package lib;

public class Safe {
    public String open() {
        return "open";
    }
}
