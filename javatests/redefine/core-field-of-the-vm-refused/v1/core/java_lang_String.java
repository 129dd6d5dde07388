package core;

public abstract class java_lang_String {
    private byte[] remove$value;
}
