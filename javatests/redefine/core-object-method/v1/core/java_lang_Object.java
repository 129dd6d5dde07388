package core;

public abstract class java_lang_Object {
    public String whoAmI() {
        return "I am ".concat(((Object) this).getClass().getSimpleName());
    }
}
