package core;

import java.util.function.Supplier;

public abstract class java_util_Optional implements Supplier<Object> {}
