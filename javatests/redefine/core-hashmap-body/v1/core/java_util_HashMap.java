package core;

public abstract class java_util_HashMap {
    public abstract boolean containsKey(Object key);

    public abstract Object get(Object key);

    public Object getOrDefault(Object key, Object other) {
        if (containsKey(key)) {
            return get(key);
        }
        return other instanceof String text ? text + ", not given" : other;
    }
}
