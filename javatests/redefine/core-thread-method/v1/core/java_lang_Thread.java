package core;

public abstract class java_lang_Thread {
    public abstract String getName();

    public String greet() {
        return "thread ".concat(getName()).concat(" says hi");
    }
}
