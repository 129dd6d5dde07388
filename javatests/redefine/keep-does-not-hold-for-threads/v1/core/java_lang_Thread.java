package core;

public abstract class java_lang_Thread {
    public int counted;

    public int count() {
        return ++counted;
    }
}
