package core;

public abstract class java_lang_String {
    public abstract String toUpperCase();

    public String shout() {
        return toUpperCase().concat("!");
    }
}
