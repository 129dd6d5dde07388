package core;

public abstract class java_util_HashMap {
    public long puts;
}
