import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.List;

/** An interpreter of words whose definitions are method handles, with inline caches that relink. */
public class Main {
    static int relinks;

    static final class Cache extends MutableCallSite {
        final String name;

        Cache(String name) {
            super(MethodType.methodType(Object.class, Object.class));
            this.name = name;
            setTarget(LINK.bindTo(this));
        }

        static Object link(Cache site, Object receiver) throws Throwable {
            relinks++;
            MethodHandles.Lookup l = MethodHandles.publicLookup();
            Class<?> c = receiver.getClass();
            MethodHandle found = null;
            for (Class<?> t : List.of(int.class, String.class, boolean.class, Object.class)) {
                try {
                    found = l.findVirtual(c, site.name, MethodType.methodType(t));
                    break;
                } catch (NoSuchMethodException e) {
                    continue;
                }
            }
            if (found == null) {
                throw new NoSuchMethodError(c.getName() + "." + site.name);
            }
            MethodHandle target = found.asType(site.type());
            MethodHandle test = SAME.bindTo(c);
            site.setTarget(MethodHandles.guardWithTest(test, target, LINK.bindTo(site)));
            return target.invokeExact(receiver);
        }
    }

    static final MethodHandle LINK;
    static final MethodHandle SAME;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            LINK = l.findStatic(Cache.class, "link", MethodType.methodType(Object.class, Cache.class, Object.class));
            SAME = l.findStatic(Main.class, "same", MethodType.methodType(boolean.class, Class.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static boolean same(Class<?> c, Object o) {
        return o.getClass() == c;
    }

    public static void main(String[] args) throws Throwable {
        for (String name : List.of("length", "toString", "hashCode", "isEmpty", "size")) {
            Cache site = new Cache(name);
            MethodHandle call = site.dynamicInvoker();
            for (Object o : new Object[] {"text", "other", Integer.valueOf(7), List.of(1, 2), "again"}) {
                try {
                    Object r = call.invokeExact(o);
                    System.out.print(r + " ");
                } catch (NoSuchMethodError e) {
                    System.out.print("- ");
                } catch (IllegalAccessException e) {
                    System.out.print("x ");
                }
            }
            System.out.println(name);
        }
        System.out.println(relinks + " links");
    }
}
