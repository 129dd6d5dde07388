package core;

public abstract class java_util_Random {
}
