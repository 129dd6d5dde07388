package core;

public abstract class java_util_ArrayList {
    public Object owner;
}
