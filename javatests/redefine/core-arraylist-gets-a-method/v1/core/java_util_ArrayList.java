package core;

public abstract class java_util_ArrayList {
    private int size;

    public String describe() {
        return "list of " + size;
    }
}
