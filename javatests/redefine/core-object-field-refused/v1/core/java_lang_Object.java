package core;

public abstract class java_lang_Object {
    public int tag;
}
