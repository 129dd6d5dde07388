import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Layers of proxies: logging, caching, retrying. */
public class Main {
    interface Calculator {
        long fib(int n);

        String flaky(String s);
    }

    static class Real implements Calculator {
        int calls;
        int failures = 2;

        @Override
        public long fib(int n) {
            calls++;
            long a = 0;
            long b = 1;
            for (int i = 0; i < n; i++) {
                long t = a + b;
                a = b;
                b = t;
            }
            return a;
        }

        @Override
        public String flaky(String s) {
            if (failures-- > 0) {
                throw new IllegalStateException("failure " + failures);
            }
            return s.toUpperCase();
        }
    }

    @SuppressWarnings("unchecked")
    static <T> T wrap(T target, Class<T> type, InvocationHandler h) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, h);
    }

    static Object call(Method m, Object target, Object[] args) throws Throwable {
        try {
            return m.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    public static void main(String[] args) {
        List<String> log = new ArrayList<>();
        Real real = new Real();
        Calculator retrying = wrap(real, Calculator.class, (p, m, a) -> {
            for (int i = 0; ; i++) {
                try {
                    return call(m, real, a);
                } catch (IllegalStateException e) {
                    log.add("retry after " + e.getMessage());
                    if (i == 3) {
                        throw e;
                    }
                }
            }
        });
        Map<List<Object>, Object> cache = new HashMap<>();
        Calculator caching = wrap(retrying, Calculator.class, (p, m, a) -> {
            List<Object> key = List.of(m.getName(), List.of(a));
            if (!cache.containsKey(key)) {
                cache.put(key, call(m, retrying, a));
            }
            return cache.get(key);
        });
        Calculator logging = wrap(caching, Calculator.class, (p, m, a) -> {
            Object r = call(m, caching, a);
            log.add(m.getName() + List.of(a) + " = " + r);
            return r;
        });
        System.out.println(logging.fib(50) + logging.fib(50) + logging.fib(10));
        System.out.println(logging.flaky("done"));
        real.failures = 10;
        try {
            logging.flaky("again");
        } catch (IllegalStateException e) {
            System.out.println("gave up: " + e.getMessage());
        }
        log.forEach(System.out::println);
        System.out.println(real.calls + " real calls, " + cache.size() + " cached");
    }
}
