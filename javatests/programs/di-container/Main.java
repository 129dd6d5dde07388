import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A dependency-injection container made of annotations and reflection. */
public class Main {
    @Retention(RetentionPolicy.RUNTIME)
    @interface Inject {
        String value() default "";
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Singleton {
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface OnStart {
        int order() default 0;
    }

    interface Store {
        String load(int id);
    }

    @Singleton
    static class MemoryStore implements Store {
        static int made;

        MemoryStore() {
            made++;
        }

        @Override
        public String load(int id) {
            return "item" + id;
        }
    }

    static class Service {
        private final Store store;
        @Inject("prefix")
        private String prefix;

        @Inject
        Service(Store store) {
            this.store = store;
        }

        @OnStart(order = 2)
        private void second() {
            System.out.println("second " + prefix);
        }

        @OnStart(order = 1)
        void first() {
            System.out.println("first " + store.load(1));
        }

        String get(int id) {
            return prefix + store.load(id);
        }
    }

    static class App {
        @Inject
        private Service service;
        @Inject
        private Store store;
    }

    static class Looping {
        @Inject
        Looping(Looping self) {
            System.out.println("never " + self);
        }
    }

    static class Container {
        private final Map<Class<?>, Class<?>> bindings = new LinkedHashMap<>();
        private final Map<Class<?>, Object> singletons = new LinkedHashMap<>();
        private final Map<String, Object> values = new LinkedHashMap<>();
        private final List<Class<?>> making = new ArrayList<>();

        <T> T get(Class<T> type) throws ReflectiveOperationException {
            Class<?> c = bindings.getOrDefault(type, type);
            if (singletons.containsKey(c)) {
                return type.cast(singletons.get(c));
            }
            if (making.contains(c)) {
                throw new IllegalStateException("cycle at " + c.getSimpleName());
            }
            making.add(c);
            try {
                Constructor<?> best = c.getDeclaredConstructors()[0];
                for (Constructor<?> k : c.getDeclaredConstructors()) {
                    if (k.isAnnotationPresent(Inject.class)) {
                        best = k;
                    }
                }
                Object[] args = new Object[best.getParameterCount()];
                for (int i = 0; i < args.length; i++) {
                    args[i] = get(best.getParameterTypes()[i]);
                }
                Object o = best.newInstance(args);
                for (Field f : c.getDeclaredFields()) {
                    Inject inject = f.getAnnotation(Inject.class);
                    if (inject != null) {
                        f.setAccessible(true);
                        f.set(o, inject.value().isEmpty() ? get(f.getType()) : values.get(inject.value()));
                    }
                }
                List<Method> starts = new ArrayList<>();
                for (Method m : c.getDeclaredMethods()) {
                    if (m.isAnnotationPresent(OnStart.class)) {
                        starts.add(m);
                    }
                }
                starts.sort(Comparator.comparingInt(m -> m.getAnnotation(OnStart.class).order()));
                for (Method m : starts) {
                    m.setAccessible(true);
                    m.invoke(o);
                }
                if (c.isAnnotationPresent(Singleton.class)) {
                    singletons.put(c, o);
                }
                return type.cast(o);
            } finally {
                making.remove(c);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        Container c = new Container();
        c.bindings.put(Store.class, MemoryStore.class);
        c.values.put("prefix", "<>");
        App app = c.get(App.class);
        System.out.println(app.service.get(42));
        System.out.println(app.store == app.service.store);
        System.out.println(c.get(App.class) == app);
        System.out.println("stores made: " + MemoryStore.made);
        try {
            c.get(Looping.class);
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        try {
            c.get(Runnable.class);
        } catch (ArrayIndexOutOfBoundsException e) {
            System.out.println(e.getMessage());
        }
    }
}
