package core;

public abstract class java_util_Random {
    protected abstract int remove$next(int bits);
}
