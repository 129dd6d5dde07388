package core;

public abstract class java_lang_Throwable {
    public abstract String getMessage();

    public String getLocalizedMessage() {
        String message = getMessage();
        return message == null ? null : "local ".concat(message);
    }
}
