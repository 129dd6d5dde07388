package lib;

public class Safe {
    String open() {
        return "open";
    }
}
