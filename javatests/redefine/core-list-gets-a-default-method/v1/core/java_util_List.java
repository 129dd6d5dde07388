package core;

public interface java_util_List {
    Object get(int index);

    default String second() {
        return "second is " + get(1);
    }
}
